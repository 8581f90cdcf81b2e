//! TypeScript types of a model: resources, actions, and rows as each action shows them.
