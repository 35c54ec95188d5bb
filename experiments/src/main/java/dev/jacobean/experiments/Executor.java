package dev.jacobean.experiments;

import java.util.List;
import java.util.function.Consumer;

/// A place where jobs run: the threads of this process unless told otherwise.
///
/// An order can be carried out anywhere, in any order, and more than once: the bits are the same.
public interface Executor {
  /// Carries out every order by [Order#perform()] and hands over what each delivers, as soon as it is there.
  ///
  /// @param orders    in the order in which they are best begun, the longest first
  /// @param delivered may be called by several threads at once, on the side of the caller; what it throws ends the sweep
  void execute(List<Order> orders, Consumer<Delivery> delivered);
}
