//! What Node and workerd call.
