//! The description of an operation, from the types of its handler.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{
    call::Call,
    fault::Result,
    rest::{
        input::{Read, WithBody},
        output::{Done, Fields, List, NoBody, Warned},
        registration::{Signup, SignupInput},
    },
};

/// A type's schema.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The input and output of an operation.
pub(in crate::rest) struct Described {
    pub(super) summary: &'static str,
    pub(super) input: SchemaOf,
    /// Keys that count in a body only.
    pub(super) body: Option<SchemaOf>,
    pub(super) output: Output,
}

/// The members of a success, beside those that all answers have.
pub(in crate::rest) enum Output {
    /// Nothing.
    Done,
    /// The fields of a struct.
    Fields(SchemaOf),
    /// The fields of a struct, and maybe warnings.
    Warned(SchemaOf),
    /// A bare list.
    List(SchemaOf),
    /// No body.
    NoBody,
}

impl Described {
    /// The description of the operation with this handler.
    pub(in crate::rest) fn of<I: Input, O: Answers>(
        _: fn(&mut Call<'_>, I) -> Result<O>,
        summary: &'static str,
    ) -> Self {
        Self {
            summary,
            input: I::INPUT,
            body: I::BODY,
            output: O::OUTPUT,
        }
    }
}

/// A type that an operation reads.
pub(in crate::rest) trait Input: Read {
    const INPUT: SchemaOf;
    const BODY: Option<SchemaOf> = None;
}

impl<T: Read + JsonSchema> Input for T {
    const INPUT: SchemaOf = SchemaGenerator::subschema_for::<T>;
}

impl<I, B> Input for WithBody<I, B>
where
    Self: Read,
    I: JsonSchema,
    B: JsonSchema,
{
    const INPUT: SchemaOf = SchemaGenerator::subschema_for::<I>;
    const BODY: Option<SchemaOf> = Some(SchemaGenerator::subschema_for::<B>);
}

impl Input for Signup {
    const INPUT: SchemaOf = SchemaGenerator::subschema_for::<SignupInput>;
}

/// A type that an operation answers with.
pub(in crate::rest) trait Answers {
    const OUTPUT: Output;
}

impl Answers for Done {
    const OUTPUT: Output = Output::Done;
}

impl<T: JsonSchema> Answers for Fields<T> {
    const OUTPUT: Output = Output::Fields(SchemaGenerator::subschema_for::<T>);
}

impl<T: JsonSchema> Answers for Warned<T> {
    const OUTPUT: Output = Output::Warned(SchemaGenerator::subschema_for::<T>);
}

impl<T: JsonSchema> Answers for List<T> {
    const OUTPUT: Output = Output::List(SchemaGenerator::subschema_for::<T>);
}

impl Answers for NoBody {
    const OUTPUT: Output = Output::NoBody;
}
