//! Data that many hold: cheap to clone, cheap to compare.

use std::ops::Deref;
use std::rc::Rc;

use yew::html::ImplicitClone;

/// A shared value that is equal only to itself, so that a component tells "the same" at once
/// instead of comparing a million rows.
#[derive(Debug, Default)]
pub struct Shared<T> {
    inner: Rc<T>,
}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Shared<T> {
        Shared { inner: Rc::new(value) }
    }
}

impl<T: Clone> Shared<T> {
    /// The value, to change it. Whoever holds the old one keeps it, and so sees the difference.
    pub fn change(&mut self) -> &mut T {
        if Rc::get_mut(&mut self.inner).is_none() {
            self.inner = Rc::new((*self.inner).clone());
        }
        Rc::get_mut(&mut self.inner).expect("it is ours alone now")
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { inner: Rc::clone(&self.inner) }
    }
}

impl<T> ImplicitClone for Shared<T> {}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}
