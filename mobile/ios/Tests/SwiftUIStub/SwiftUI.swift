// The few declarations of SwiftUI that this package and its samples use, for type-checking where
// there is no SwiftUI. Nothing here draws; what a modifier leaves out can be seen in `isEmpty`.

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError("no view") }
}

/// A view without a body of its own.
public protocol Primitive: View where Body == Never {}

extension Primitive {
    public var body: Never { fatalError("nothing here draws") }
}

public struct EmptyView: Primitive {
    public nonisolated init() {}
}

public struct Either<First: View, Second: View>: Primitive {
    public let first: First?
    public let second: Second?
}

public struct Several<each Part: View>: Primitive {
    public let parts: (repeat each Part)
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError("nothing here draws") }
}

extension Optional: Primitive where Wrapped: View {}

@resultBuilder @MainActor
public struct ViewBuilder {
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<each Part: View>(_ part: repeat each Part) -> Several<repeat each Part> {
        Several(parts: (repeat each part))
    }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<First: View, Second: View>(first: First) -> Either<First, Second> {
        Either(first: first, second: nil)
    }
    public static func buildEither<First: View, Second: View>(second: Second) -> Either<First, Second> {
        Either(first: nil, second: second)
    }
}

// MARK: the environment

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}

public struct EnvironmentValues {
    private var values: [ObjectIdentifier: Any] = [:]

    public init() {}

    public subscript<Key: EnvironmentKey>(key: Key.Type) -> Key.Value {
        get { values[ObjectIdentifier(key)] as? Key.Value ?? Key.defaultValue }
        set { values[ObjectIdentifier(key)] = newValue }
    }
}

/// Always the default: nothing here hands values down.
@propertyWrapper
public struct Environment<Value> {
    public let wrappedValue: Value

    public init(_ path: KeyPath<EnvironmentValues, Value>) {
        wrappedValue = EnvironmentValues()[keyPath: path]
    }
}

@propertyWrapper
public struct State<Value> {
    private final class Box {
        var value: Value
        init(_ value: Value) { self.value = value }
    }
    private let box: Box

    public init(wrappedValue: Value) { box = Box(wrappedValue) }

    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
}

public struct Modified<Content: View>: Primitive {
    public let content: Content
}

@MainActor @preconcurrency
public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = EmptyView
    @ViewBuilder @MainActor @preconcurrency func body(content: Content) -> Body
}

public struct ModifiedContent<Content: View, Modifier: ViewModifier>: Primitive {
    public let content: Content
    public let modifier: Modifier
}

extension View {
    public func modifier<Modifier: ViewModifier>(_ modifier: Modifier) -> ModifiedContent<Self, Modifier> {
        ModifiedContent(content: self, modifier: modifier)
    }
    public func environment<Value>(
        _ path: WritableKeyPath<EnvironmentValues, Value>, _ value: Value
    ) -> some View { Modified(content: self) }
    public func disabled(_ disabled: Bool) -> some View { Modified(content: self) }
    public func navigationTitle(_ title: String) -> some View { Modified(content: self) }
    public func foregroundStyle(_ style: HierarchicalShapeStyle) -> some View { Modified(content: self) }
    public func task(@_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View {
        Modified(content: self)
    }
}

public struct HierarchicalShapeStyle: Sendable {
    public static let secondary = Self()
}
