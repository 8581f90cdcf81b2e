//! One definition of each table makes its type, its reader and its schema, so
//! that the three cannot differ.

/// Defines tables: the doc comments become the schema's descriptions, and a key
/// may be absent where its type is an `Option`. `as "key"` names a key that is
/// no Rust name; `= value` is the default that the schema tells.
macro_rules! tables {
    ($(
        $(#[doc = $about:literal])+
        $name:ident ($wanted:literal) {
            $(
                $(#[doc = $doc:literal])+
                $field:ident $(as $key:literal)? : $type:ty $(= $default:tt)?,
            )*
        }
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                $(#[cfg_attr(feature = "schema", schemars(rename = $key))])?
                $(#[cfg_attr(feature = "schema", schemars(extend("default" = $default)))])?
                pub $field: $type,
            )*
        }

        impl $crate::model::read::Read for $name {
            fn read(
                &mut self,
                node: &$crate::model::node::Node<'_>,
                notes: &mut $crate::model::read::Notes,
            ) {
                let Some(table) = notes.table(node, $wanted, Self::KEYS) else {
                    return;
                };
                let _ = &table;
                $(table.member($crate::model::table::key!($field $($key)?), &mut self.$field, notes);)*
            }
        }

        impl $name {
            /// Every key that is read.
            pub(crate) const KEYS: &[&str] =
                &[$($crate::model::table::key!($field $($key)?)),*];
        }
    )+};
}

/// Defines a closed set of words.
macro_rules! words {
    ($(
        $(#[doc = $about:literal])+
        $name:ident ($wanted:literal $(, $code:ident)?) {
            $(#[doc = $first_doc:literal])+ $first:ident = $first_word:literal,
            $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)*
        }
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $(#[doc = $first_doc])+
            #[cfg_attr(feature = "schema", schemars(rename = $first_word))]
            #[default]
            $first,
            $(
                $(#[doc = $doc])+
                #[cfg_attr(feature = "schema", schemars(rename = $word))]
                $variant,
            )*
        }

        impl $name {
            /// Every word.
            pub const WORDS: &[(&str, Self)] = &[($first_word, Self::$first), $(($word, Self::$variant)),*];
        }

        impl $crate::model::read::Read for $name {
            fn read(
                &mut self,
                node: &$crate::model::node::Node<'_>,
                notes: &mut $crate::model::read::Notes,
            ) {
                const CODE: $crate::model::code::Code = $crate::model::table::code!($($code)?);
                const NAMES: &[&str] = &[$first_word, $($word),*];
                let found = notes.word(CODE, $wanted, NAMES, node);
                let found = found.and_then(|place| Self::WORDS.get(place));
                if let Some((_, word)) = found {
                    *self = *word;
                }
            }
        }
    )+};
}

macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

macro_rules! code {
    () => {
        $crate::model::code::Code::UnknownWord
    };
    ($code:ident) => {
        $crate::model::code::Code::$code
    };
}

pub(crate) use {code, key, tables, words};
