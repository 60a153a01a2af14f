//! Between the types of this crate and those that a binding generator makes of the contract.

/// Converts each of a list.
#[must_use]
pub fn all<From, To: std::convert::From<From>>(list: Vec<From>) -> Vec<To> {
    list.into_iter().map(To::from).collect()
}

/// Converts each that there is.
#[must_use]
pub fn each<From, To: std::convert::From<From>>(list: Vec<Option<From>>) -> Vec<Option<To>> {
    list.into_iter().map(|one| one.map(To::from)).collect()
}

/// Implements `From` in both directions for all types of `wit/storage.wit`. The place that uses it has the generated
/// types in scope: `Check`, `Clause`, `Condition`, `Document`, `Entry`, `KeyRange`, `Page`, `StoreError`, `Test` and
/// `Write`.
#[macro_export]
macro_rules! conversions {
    () => {
        $crate::conversions! { @members
            Entry { key, value, version }
            Check { key, version }
            Document { key, value, expires_at }
            KeyRange { start, end }
            Condition { field, test, text }
            Page { limit, offset, reverse, live_at }
        }
        $crate::conversions! { @cases
            Test { Equals, Contains }
            Write { Put(document), Delete(key), DeleteRange(range) }
            StoreError { Conflict, Unavailable(text), Unknown, TooLarge }
        }

        impl From<Clause> for $crate::Clause {
            fn from(Clause { any_of }: Clause) -> Self {
                let any_of = $crate::conversions::all(any_of);
                Self { any_of }
            }
        }

        impl From<$crate::Clause> for Clause {
            fn from($crate::Clause { any_of }: $crate::Clause) -> Self {
                let any_of = $crate::conversions::all(any_of);
                Self { any_of }
            }
        }
    };
    (@members $($name:ident { $($member:ident),+ })+) => {$(
        impl From<$name> for $crate::$name {
            fn from($name { $($member),+ }: $name) -> Self {
                Self { $($member: $member.into()),+ }
            }
        }

        impl From<$crate::$name> for $name {
            fn from($crate::$name { $($member),+ }: $crate::$name) -> Self {
                Self { $($member: $member.into()),+ }
            }
        }
    )+};
    (@cases $($name:ident { $($case:ident $(($content:ident))?),+ })+) => {$(
        impl From<$name> for $crate::$name {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$case $(($content))? => Self::$case $(($content.into()))?),+
                }
            }
        }

        impl From<$crate::$name> for $name {
            fn from(value: $crate::$name) -> Self {
                match value {
                    $($crate::$name::$case $(($content))? => Self::$case $(($content.into()))?),+
                }
            }
        }
    )+};
}
