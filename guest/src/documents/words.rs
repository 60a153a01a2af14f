//! Enums with one word for each case, the same in documents and over REST.

/// Makes an enum of documents from an enum of the contract and the words for its cases.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident as $contract:ty {
            $($(#[$of_case:meta])* $case:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$of_case])* #[serde(rename = $word)] $case,)*
        }

        impl $name {
            /// All words.
            pub const WORDS: &[&str] = &[$($word),*];

            /// The word for this case.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)*
                }
            }

            /// The case with this word.
            #[must_use]
            pub fn of_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$case),)*
                    _ => None,
                }
            }
        }

        impl From<$contract> for $name {
            fn from(of_contract: $contract) -> Self {
                type Contract = $contract;
                match of_contract {
                    $(Contract::$case => Self::$case,)*
                }
            }
        }

        impl From<$name> for $contract {
            fn from(stored: $name) -> Self {
                match stored {
                    $($name::$case => Self::$case,)*
                }
            }
        }
    };
}

pub(super) use words;
