//! The request methods that exist; any other is answered with 405. Pure; it touches nothing.

/// A request method. TRACE, CONNECT and unknown ones have no variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD, decided and sent as GET.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
}

impl Method {
    /// Reads a method as it stood on the wire; methods are case-sensitive (RFC 9110, section 9.1).
    pub fn parse(text: &str) -> Option<Method> {
        match text {
            "GET" => Some(Method::Get),
            "HEAD" => Some(Method::Head),
            "POST" => Some(Method::Post),
            "PUT" => Some(Method::Put),
            "PATCH" => Some(Method::Patch),
            "DELETE" => Some(Method::Delete),
            "OPTIONS" => Some(Method::Options),
            _ => None,
        }
    }

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }

    /// Whether the method only reads (RFC 9110, section 9.2.1).
    pub fn is_safe(self) -> bool {
        match self {
            Method::Get | Method::Head | Method::Options => true,
            Method::Post | Method::Put | Method::Patch | Method::Delete => false,
        }
    }

    /// The method that is matched, decided and sent: HEAD is GET.
    #[must_use]
    pub fn decided_as(self) -> Method {
        match self {
            Method::Get | Method::Head => Method::Get,
            Method::Post | Method::Put | Method::Patch | Method::Delete | Method::Options => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_keeps_its_name() {
        for name in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            assert_eq!(Method::parse(name).map(Method::as_str), Some(name));
        }
    }

    #[test]
    fn an_unknown_or_misspelt_method_is_none() {
        for name in [
            "", "get", "Get", "GET ", "TRACE", "CONNECT", "PROPFIND", "PRI", "GETX",
        ] {
            assert_eq!(Method::parse(name), None, "`{name}`");
        }
    }

    #[test]
    fn head_is_decided_as_get() {
        assert_eq!(Method::Head.decided_as(), Method::Get);
        assert_eq!(Method::Delete.decided_as(), Method::Delete);
    }
}
