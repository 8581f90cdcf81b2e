// OwnGuard in SwiftUI: who looks, as an environment value, and buttons that are there only where they
// would work. Without SwiftUI this file is empty.

#if canImport(SwiftUI)
    public import SwiftUI

    extension EnvironmentValues {
        /// What the person who looks may see and do: nothing, until a view above has said who it is.
        public var access: Access {
            get { self[AccessKey.self] }
            set { self[AccessKey.self] = newValue }
        }
    }

    private struct AccessKey: EnvironmentKey {
        static let defaultValue = Access.nothing
    }

    extension View {
        /// Says to every view below who looks: `ContentView().access(access)`.
        public func access(_ access: Access) -> some View {
            environment(\.access, access)
        }

        /// Leaves the view out where the action would not work on the row.
        @ViewBuilder
        public func visible<Row>(if action: Action, on row: Shown<Row>) -> some View {
            if row.can(action) {
                self
            }
        }

        /// Leaves the view out where the action would not work without a row at hand: a new one, a
        /// list. Asks the environment’s `access`.
        public func visible(
            if action: Action, in resource: String, tenant: String? = nil
        ) -> some View {
            modifier(VisibleIfAllowed(action: action, resource: resource, tenant: tenant))
        }
    }

    private struct VisibleIfAllowed: ViewModifier {
        @Environment(\.access) private var access
        let action: Action
        let resource: String
        let tenant: String?

        init(action: Action, resource: String, tenant: String?) {
            self.action = action
            self.resource = resource
            self.tenant = tenant
        }

        func body(content: Content) -> some View {
            if access.can(action, in: resource, tenant: tenant) {
                content
            }
        }
    }
#endif
