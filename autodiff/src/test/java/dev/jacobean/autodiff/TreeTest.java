package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jacobean.autodiff.array.Backends;
import java.lang.foreign.Linker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which tensors a tree holds, in which order, and what stays as it is.
class TreeTest {
  @Test
  void aMultipleIsAddedTensorByTensor() {
    Tree.Sums<List<Tensor>> sums = Tree.plusTimesTwice(List.of(Tensor.of(1, 2), Tensor.scalar(3)), -0.5,
        List.of(Tensor.of(4, 8), Tensor.scalar(2)), 10, List.of(Tensor.of(7, 7), Tensor.scalar(7)));
    assertThat(sums.inner().stream().map(Tensor::toDoubles)).containsExactly(new double[] {-1, -2}, new double[] {2});
    assertThat(sums.outer().stream().map(Tensor::toDoubles)).containsExactly(new double[] {-3, -13}, new double[] {27});
    List<Tensor> sum = Tree.plusTimes(List.of(Tensor.of(1, 2), Tensor.scalar(3)), -0.5,
        List.of(Tensor.of(4, 8), Tensor.scalar(2)));
    assertThat(sum.get(0).toDoubles()).containsExactly(-1, -2);
    assertThat(sum.get(1).item()).isEqualTo(2);
  }

  private enum Kind { PLAIN }

  private record Layer(Tensor weight, @Nullable Tensor bias, double rate, String name, Kind kind,
      Optional<String> note) {}

  private record Net(List<Layer> layers, Map<String, Tensor> scales, Tensor[] extra, int depth) {}

  private record Empty() {}

  private static Layer layer(double w, @Nullable Tensor bias) {
    return new Layer(Tensor.of(w, w + 1), bias, 0.5, "dense", Kind.PLAIN,
        Optional.of("tensors inside rides along too"));
  }

  private static Net net() {
    Map<String, Tensor> scales = new HashMap<>();
    scales.put("b", Tensor.scalar(20));
    scales.put("a", Tensor.scalar(10));
    return new Net(List.of(layer(1, Tensor.scalar(3)), layer(5, null)), scales, new Tensor[] {Tensor.of(7.0)}, 2);
  }

  @Test
  void leavesAreFoundInOrderAndNamedByTheirPlace() {
    assertThat(Tree.names(net())).containsExactly(
        "layers[0].weight", "layers[0].bias", "layers[1].weight", "scales[a]", "scales[b]", "extra[0]");
    assertThat(Tree.leaves(net()).stream().map(Tensor::toDoubles)).containsExactly(
        new double[] {1, 2}, new double[] {3}, new double[] {5, 6},
        new double[] {10}, new double[] {20}, new double[] {7});
    assertThat(Tree.size(net())).isEqualTo(8);
    assertThat(Tree.names(Tensor.scalar(1))).containsExactly("");
    assertThat(Tree.leaves(new Empty())).isEmpty();
    assertThat(Tree.leaves("no tensor")).isEmpty();
  }

  @Test
  void theGradientOfARecordIsTheSameRecordWithItsConfiguration() {
    Net gradient = Autodiff.gradient(w -> Tree.dot(w, w).times(0.5), net());
    assertThat(Tree.leaves(gradient).stream().map(Tensor::toDoubles))
        .containsExactlyElementsOf(Tree.leaves(net()).stream().map(Tensor::toDoubles).toList());
    assertThat(gradient.depth()).isEqualTo(2);
    assertThat(gradient.layers().get(1)).satisfies(layer -> {
      assertThat(layer.bias()).isNull();
      assertThat(layer.rate()).isEqualTo(0.5);
      assertThat(layer.name()).isEqualTo("dense");
      assertThat(layer.kind()).isEqualTo(Kind.PLAIN);
      assertThat(layer.note()).contains("tensors inside rides along too");
    });
  }

  private record Shifted(Tensor weight, Optional<Tensor> bias) {}

  @Test
  void anOptionalIsATree() {
    Shifted at = new Shifted(Tensor.of(1, 2), Optional.of(Tensor.scalar(3)));
    assertThat(Tree.names(at)).containsExactly("weight", "bias");
    Shifted gradient = Autodiff.gradient(w -> Tree.dot(w, w).times(0.5), at);
    assertThat(numbers(gradient)).containsExactly(1, 2, 3);
    Jvp<Optional<Tensor>> jvp = Autodiff.jvp(x -> Optional.of(x.square()), Tensor.scalar(3), Tensor.scalar(1));
    assertThat(jvp.tangent().orElseThrow().item()).isEqualTo(6);
    Shifted without = new Shifted(Tensor.of(1, 2), Optional.empty());
    assertThat(Autodiff.gradient(w -> w.weight.sum(), without).bias()).isEmpty();
    assertThat(Tree.map(x -> x, at)).isSameAs(at);
  }

  private record Holder(Object part) {}

  /// They would be lost without a word.
  @Test
  void tensorsInWhatIsNoTreeAreRefused() {
    Tensor x = Tensor.scalar(1);
    refuses(Set.of(x), "set or queue");
    refuses(new ArrayDeque<>(List.of(List.of(x))), "set or queue");
    refuses(Map.entry("a", x), "map entry");
    refuses(Stream.of(x), "stream");
    assertThat(Tree.leaves(new Holder(Set.of("a", "b")))).isEmpty();
    assertThat(Tree.leaves(new Holder(Map.entry(1, 2)))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Autodiff.jvp(Set::of, x, x))
        .withMessageStartingWith("tree: is a set");
  }

  private static void refuses(Object part, String kind) {
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.leaves(List.of(new Holder(part)))).withMessage(
        "tree [0].part: is a %s; tensors must stand in a record, list, map, array or Optional".formatted(kind));
  }

  private record Concrete(ArrayList<Tensor> layers) {}

  private record Sorted(TreeMap<String, Tensor> layers) {}

  @Test
  void aRecordThatDeclaresAClassOfListOrMapIsNamed() {
    Concrete list = new Concrete(new ArrayList<>(List.of(Tensor.scalar(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.times(2, list))
        .withMessage("record %s: component layers is declared as ArrayList; must be declared as List or Map",
            Concrete.class.getName());
    Sorted map = new Sorted(new TreeMap<>(Map.of("a", Tensor.scalar(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.times(2, map))
        .withMessageContaining("component layers is declared as TreeMap");
  }

  @Test
  void mapsKeepTheirKeysWhateverTheirOrder() {
    Map<String, Tensor> one = new LinkedHashMap<>();
    one.put("y", Tensor.scalar(1));
    one.put("x", Tensor.scalar(2));
    Map<String, Tensor> two = Map.of("x", Tensor.scalar(20), "y", Tensor.scalar(10));
    Map<String, Tensor> sum = Tree.plus(one, two);
    assertThat(sum).extractingByKey("x").extracting(Tensor::item).isEqualTo(22.0);
    assertThat(sum).extractingByKey("y").extracting(Tensor::item).isEqualTo(11.0);
  }

  @Test
  void arithmeticWorksLeafByLeaf() {
    List<Tensor> a = List.of(Tensor.of(1, 2), Tensor.scalar(3));
    List<Tensor> b = List.of(Tensor.of(10, 20), Tensor.scalar(30));
    assertThat(numbers(Tree.plus(a, b))).containsExactly(11, 22, 33);
    assertThat(numbers(Tree.minus(b, a))).containsExactly(9, 18, 27);
    assertThat(numbers(Tree.times(-2, a))).containsExactly(-2, -4, -6);
    assertThat(numbers(Tree.zerosLike(a))).containsExactly(0, 0, 0);
    assertThat(numbers(Tree.map(Tensor::square, a))).containsExactly(1, 4, 9);
    assertThat(numbers(Tree.zip(Tensor::times, a, b))).containsExactly(10, 40, 90);
    assertThat(Tree.dot(a, b).item()).isEqualTo(140);
    assertThat(numbers(Tree.rebuild(a, List.of(Tensor.scalar(5), Tensor.of(6.0))))).containsExactly(5, 6);
  }

  private static double[] numbers(Object tree) {
    return Tree.leaves(tree).stream().flatMapToDouble(leaf -> Arrays.stream(leaf.toDoubles())).toArray();
  }

  @Test
  void whatDoesNotChangeIsTheSameObject() {
    Net net = net();
    assertThat(Tree.map(x -> x, net)).isSameAs(net);
    assertThat(Tree.stopGradient(net)).isSameAs(net);
  }

  @Test
  void treesThatDifferAreRefusedByName() {
    Tensor x = Tensor.scalar(1);
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.plus(List.of(x, x), List.of(x)))
        .withMessage("right: has tensors [[0]], primal has [[0], [1]]; must be the same tree");
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.plus(Map.of("a", x, "b", x), Map.of("a", x, "c", x)))
        .withMessage("right: has tensors [[a], [c]], primal has [[a], [b]]; must be the same tree");
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.plus(layer(1, x), layer(1, null)))
        .withMessage("right: has tensors [weight], primal has [weight, bias]; must be the same tree");
    List<List<Tensor>> oneTwo = List.of(List.of(x), List.of(x, x));
    List<List<Tensor>> twoOne = List.of(List.of(x, x), List.of(x));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.dot(oneTwo, twoOne))
        .withMessageContaining("must be the same tree");
    String on = Backends.f64().name();
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.minus(layer(1, x), layer(1, Tensor.of(1, 2))))
        .withMessage("right bias: is F64 [2] on %1$s, primal is F64 [] on %1$s; must be equal".formatted(on));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.plus(x, Tensor.full(Backends.f32(), 1)))
        .withMessage("right: is F32 [] on %1$s, primal is F64 [] on %1$s; must be equal".formatted(on));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.rebuild(List.of(x, x), List.of(x)))
        .withMessage("rebuild: tree has tensors [[0], [1]], 1 given; must be one for each");
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.rebuild(x, List.of(x, x)))
        .withMessage("rebuild: tree has tensors [], 2 given; must be one for each");
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.dot("", "")).withMessageContaining("hold no tensor");
  }

  private record Checked(Tensor positive) {
    Checked {
      if (positive.shape().size() != 2) {
        throw new IllegalArgumentException("positive: must hold two numbers");
      }
    }
  }

  @Test
  void whatARecordsConstructorThrowsIsThrown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tree.map(x -> Tensor.of(1.0), new Checked(Tensor.of(1, 2))))
        .withMessage("positive: must hold two numbers");
  }

  /// The JDK has records that it opens to nobody, such as this one.
  @Test
  void aRecordOfAClosedModuleIsNamedWithTheLineThatOpensIt() {
    Linker.Option closed = Linker.Option.firstVariadicArg(1);
    assertThat(closed).isInstanceOf(Record.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.leaves(List.of(closed)))
        .withMessageContaining("opens " + closed.getClass().getPackageName() + " to dev.jacobean.autodiff;");
  }
}
