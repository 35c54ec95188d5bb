package dev.jacobean.experiments.bench;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Workspace;
import dev.jacobean.autodiff.array.DType;
import java.util.List;
import java.util.function.Supplier;

/// Something to be timed.
///
/// @param name   what it is, in the words of the other libraries' scripts: `vgg11.sgd_step`
/// @param shape  the sizes that belong to the name, in the order of those scripts
/// @param layout of a product: `nn`, `tn` or `nt`; empty for anything else
/// @param dtype  the element type
/// @param flops  operations of one call, a multiply-add being two; 0 where nobody counts them
/// @param unit   what else one call consists of: `element` or `operation`; empty for nothing
/// @param count  how many of these there are in one call
/// @param setup  makes the arguments, and from them the work of one call; its result is what the work computes
public record BenchCase(
    String name, List<Integer> shape, String layout, DType dtype, double flops, String unit, double count,
    Supplier<Supplier<?>> setup) {
  static BenchCase of(String name, DType dtype, double flops, Supplier<Supplier<?>> setup, Integer... shape) {
    return new BenchCase(name, List.of(shape), "", dtype, flops, "", 0, setup);
  }

  /// A program as a step that is repeated in a workspace, and returns nothing.
  static Supplier<?> repeated(Supplier<Tensor> program) {
    Workspace memory = new Workspace();
    return () -> memory.step(() -> program.get().shape());
  }

  BenchCase laidOut(String as) {
    return new BenchCase(name, shape, as, dtype, flops, unit, count, setup);
  }

  BenchCase per(String part, double number) {
    return new BenchCase(name, shape, layout, dtype, flops, part, number, setup);
  }

  /// Name, shape and layout in one line.
  public String title() {
    return name + " " + shape + (layout.isEmpty() ? "" : " " + layout);
  }
}
