// Controls by their names and the initialisers that the samples call.

public struct Text: Primitive {
    public let text: String
    public init(_ text: String) { self.text = text }
}

public struct Label: Primitive {
    public init(_ title: String, systemImage: String) {}
}

public struct ButtonRole: Sendable {
    public static let destructive = ButtonRole()
}

public struct Button: Primitive {
    public init(_ title: String, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {}
}

public struct LabeledContent: Primitive {
    public init(_ title: String, value: String) {}
}

public struct ProgressView: Primitive {
    public init() {}
}

public struct ContentUnavailableView: Primitive {
    public init(_ title: String, systemImage: String, description: Text? = nil) {}
}

public struct List<Content: View>: Primitive {
    public let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
}

public struct Form<Content: View>: Primitive {
    public let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
}

public struct Section<Content: View>: Primitive {
    public let content: Content
    public init(_ title: String, @ViewBuilder content: () -> Content) { self.content = content() }
}

public struct ForEach<Data: RandomAccessCollection, Content: View>: Primitive
where Data.Element: Identifiable {
    public let content: [Content]
    public init(_ data: Data, @ViewBuilder content: (Data.Element) -> Content) {
        self.content = data.map(content)
    }
}
