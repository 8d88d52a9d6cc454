//! Response bodies: written for the negotiated microversion straight into the output, with a schema beside.
//!
//! `#[derive(View)]` writes the members of a struct in the order of its fields. Keys of a field, all optional:
//!
//! | key | meaning |
//! |---|---|
//! | `name = "OS-EXT-STS:vm_state"` | the key on the wire; the field's name by default |
//! | `since = "2.3"`, `until = "2.18"` | the microversions that have the member, both included |
//! | `skip_none` | an `Option` without value is left out; `null` by default |
//! | `flatten` | the members of the value stand in this object |
//! | `with = path` | `fn(&Field, &mut Writer, Microversion)` writes the value |
//!
//! The struct takes `#[view(crate = path)]` where the runtime is not found at `::starmap`. An enum writes a variant
//! without value as its name and any other as its value.

use std::borrow::Cow;

use crate::json::{Object, Value, Writer};
use crate::microversion::Microversion;
use crate::schema::{Additional, Keyword, LooseBool, LooseInt, LooseUint, Map, Nullable, Schema, Schematic, Type};
use crate::spare;

/// A type that is written into a response body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into a response",
    label = "expected a type that implements `View`",
    note = "derive it with `#[derive(starmap::View)]`, or name a function with `#[view(with = path)]`"
)]
pub trait View {
    /// What is written, at every microversion.
    const SCHEMA: &'static Schema;

    /// Writes one value.
    fn write(&self, out: &mut Writer, version: Microversion);
}

/// A view that is an object, so that its members can stand in another one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no members",
    label = "`flatten` expects a type that implements `Members`",
    note = "derive it with `#[derive(starmap::View)]` on a struct"
)]
pub trait Members: View {
    /// Writes keys and values without braces.
    fn write_members(&self, out: &mut Writer, version: Microversion);
}

/// The text of a body, in memory that the thread's last answer left.
pub fn to_json<V: View + ?Sized>(view: &V, version: Microversion) -> Vec<u8> {
    let mut out = Writer::within(spare::buffer());
    view.write(&mut out, version);
    out.finish()
}

macro_rules! scalars {
    ($($type:ty: |$self:ident, $out:ident| $write:expr, $schema:expr;)*) => {$(
        impl View for $type {
            const SCHEMA: &'static Schema = $schema;

            fn write(&$self, $out: &mut Writer, _: Microversion) {
                $write;
            }
        }
    )*};
}

const INTEGER: &Schema = &Schema::new(&[Keyword::Type(&[Type::Integer])]);

// What is written is within the bounds of its type, so the schema names none.
scalars! {
    bool: |self, out| out.bool(*self), <bool as Schematic>::SCHEMA;
    str: |self, out| out.string(self), <String as Schematic>::SCHEMA;
    String: |self, out| out.string(self), <String as Schematic>::SCHEMA;
    f64: |self, out| out.float(*self), <f64 as Schematic>::SCHEMA;
    u8: |self, out| out.int(*self), INTEGER;
    u16: |self, out| out.int(*self), INTEGER;
    u32: |self, out| out.int(*self), INTEGER;
    u64: |self, out| out.int(*self), INTEGER;
    i8: |self, out| out.int(*self), INTEGER;
    i16: |self, out| out.int(*self), INTEGER;
    i32: |self, out| out.int(*self), INTEGER;
    i64: |self, out| out.int(*self), INTEGER;
    LooseBool: |self, out| out.bool(self.0), <bool as Schematic>::SCHEMA;
    LooseInt: |self, out| out.int(self.0), INTEGER;
    LooseUint: |self, out| out.int(self.0), INTEGER;
    Value: |self, out| out.value(self), &Schema::ANY;
}

impl View for Object {
    const SCHEMA: &'static Schema = <Self as Schematic>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_object();
        self.write_members(out, version);
        out.end_object();
    }
}

impl Members for Object {
    fn write_members(&self, out: &mut Writer, _: Microversion) {
        for (key, value) in self.iter() {
            out.key(key);
            out.value(value);
        }
    }
}

impl<V: View + ?Sized> View for &V {
    const SCHEMA: &'static Schema = V::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        (**self).write(out, version);
    }
}

impl<V: Members + ?Sized> Members for &V {
    fn write_members(&self, out: &mut Writer, version: Microversion) {
        (**self).write_members(out, version);
    }
}

impl<V: View + ?Sized> View for Box<V> {
    const SCHEMA: &'static Schema = V::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        (**self).write(out, version);
    }
}

impl<V: Members + ?Sized> Members for Box<V> {
    fn write_members(&self, out: &mut Writer, version: Microversion) {
        (**self).write_members(out, version);
    }
}

impl<V: View + ToOwned + ?Sized> View for Cow<'_, V> {
    const SCHEMA: &'static Schema = V::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        (**self).write(out, version);
    }
}

impl<V: View> View for Option<V> {
    const SCHEMA: &'static Schema = <Nullable<Seen<V>> as Schematic>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        match self {
            Some(value) => value.write(out, version),
            None => out.null(),
        }
    }
}

/// `None` has no members.
impl<V: Members> Members for Option<V> {
    fn write_members(&self, out: &mut Writer, version: Microversion) {
        if let Some(value) = self {
            value.write_members(out, version);
        }
    }
}

impl<V: View> View for Nullable<V> {
    const SCHEMA: &'static Schema = <Nullable<Seen<V>> as Schematic>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        self.as_ref().write(out, version);
    }
}

/// A view's schema where a body's is asked for.
struct Seen<V>(std::marker::PhantomData<V>);

impl<V: View> Schematic for Seen<V> {
    const SCHEMA: &'static Schema = V::SCHEMA;
}

impl<V: View> View for [V] {
    const SCHEMA: &'static Schema = &Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(V::SCHEMA)]);

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_array();
        for item in self {
            item.write(out, version);
        }
        out.end_array();
    }
}

impl<V: View> View for Vec<V> {
    const SCHEMA: &'static Schema = <[V] as View>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        self.as_slice().write(out, version);
    }
}

impl<V: View, const N: usize> View for [V; N] {
    const SCHEMA: &'static Schema = <[V] as View>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        self.as_slice().write(out, version);
    }
}

impl<V: View> View for Map<V> {
    const SCHEMA: &'static Schema =
        &Schema::new(&[Keyword::Type(&[Type::Object]), Keyword::AdditionalProperties(Additional::Schema(V::SCHEMA))]);

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_object();
        self.write_members(out, version);
        out.end_object();
    }
}

impl<V: View> Members for Map<V> {
    fn write_members(&self, out: &mut Writer, version: Microversion) {
        for (key, value) in self.iter() {
            out.key(key);
            value.write(out, version);
        }
    }
}

/// A map in the order of its keys.
impl<K: AsRef<str>, V: View> View for std::collections::BTreeMap<K, V> {
    const SCHEMA: &'static Schema = <Map<V> as View>::SCHEMA;

    fn write(&self, out: &mut Writer, version: Microversion) {
        out.begin_object();
        for (key, value) in self {
            out.key(key.as_ref());
            value.write(out, version);
        }
        out.end_object();
    }
}
