package dev.jacobean.autodiff;

import dev.jacobean.autodiff.array.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// A program put together at random: inputs, then steps, each of which takes some earlier values.
///
/// It is grown by trying steps at one point and keeping those that stay in a range where differences mean something: no
/// number above [#LARGEST], no tangent above [#FASTEST] (for one fixed direction), and everything further from a kink
/// than the differences reach.
final class RandomProgram implements Program {
  /// One operation with its choices made; reads as program text.
  record Step(String text, Catalogue.Body body, int... operands) {}

  /// A tree of inputs: that leaves are found in records, maps, lists and arrays is part of what is tested.
  record Inputs(List<Tensor> list, Map<String, Tensor> map, Tensor[] array, String name) {}

  static final double LARGEST = 6;
  static final double FASTEST = 20;
  private static final int MOST_ELEMENTS = 48;
  private static final int[][] SHAPES = {
    {}, {1}, {2}, {3}, {4}, {1, 2}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {2, 1, 2}, {2, 2, 3},
    {1, 3, 3, 1}, {1, 2, 4, 2}, {2, 3, 2, 1}};

  private final long seed;
  private final Random random;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final int[] results;

  // While growing: every value so far and its tangent.
  private final List<Tensor> values = new ArrayList<>();
  private final List<Tensor> tangents = new ArrayList<>();

  RandomProgram(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int[] shape = SHAPES[random.nextInt(SHAPES.length)];
      inputs.add(Tensor.normal(Setting.EXACT, random, shape));
      tangents.add(Tensor.normal(Setting.EXACT, random, shape));
    }
    values.addAll(inputs);
    int length = 2 + random.nextInt(12);
    for (int tries = 0; steps.size() < length && tries < 40 * length; tries++) {
      grow();
    }
    int some = 1 + random.nextInt(Math.min(3, steps.size()));
    results = IntStream.range(0, some).map(i -> values.size() - 1 - i * random.nextInt(1, 3))
        .map(i -> Math.max(i, 0)).distinct().toArray();
  }

  /// Where the program is differentiated.
  List<Tensor> at(Backend backend) {
    return inputs.stream().map(x -> x.to(backend)).toList();
  }

  /// The direction along which it was kept from running away.
  List<Tensor> direction(Backend backend) {
    return tangents.subList(0, inputs.size()).stream().map(x -> x.to(backend)).toList();
  }

  /// Runs the program.
  @Override
  public List<Tensor> apply(List<Tensor> x) {
    List<Tensor> computed = new ArrayList<>(x);
    for (Step step : steps) {
      computed.add(step.body.of(pick(computed, step.operands)));
    }
    return Arrays.stream(results).mapToObj(computed::get).toList();
  }

  /// The same program of a tree.
  List<Tensor> ofTree(Inputs tree) {
    return apply(Tree.leaves(tree));
  }

  /// The arguments as a tree whose leaves have the same order.
  static Inputs tree(List<Tensor> x) {
    int list = x.size() / 3;
    int map = (x.size() - list) / 2;
    List<Tensor> mapped = x.subList(list, list + map);
    Map<String, Tensor> entries = new HashMap<>();
    for (int i = 0; i < map; i++) {
      entries.put("key" + i, mapped.get(i));
    }
    Tensor[] array = x.subList(list + map, x.size()).toArray(Tensor[]::new);
    return new Inputs(x.subList(0, list), entries, array, "rides along");
  }

  private void grow() {
    Step step = RandomSteps.any(values, random);
    Tensor[] operands = pick(values, step.operands);
    Jvp<Tensor> next = Autodiff.jvp(x -> step.body.of(x.toArray(Tensor[]::new)), List.of(operands),
        List.of(pick(tangents, step.operands)));
    int size = next.value().shape().size();
    if (size > 0 && size <= MOST_ELEMENTS && most(next.value()) <= LARGEST && most(next.tangent()) <= FASTEST) {
      steps.add(step);
      values.add(next.value());
      tangents.add(next.tangent());
    }
  }

  private static Tensor[] pick(List<Tensor> from, int... which) {
    return Arrays.stream(which).mapToObj(from::get).toArray(Tensor[]::new);
  }

  private static double most(Tensor x) {
    double most = 0;
    for (double number : x.toDoubles()) {
      most = Math.max(most, Double.isNaN(number) ? Double.POSITIVE_INFINITY : Math.abs(number));
    }
    return most;
  }

  /// The program as text, with its inputs and shapes.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("program of seed ").append(seed).append(":\n");
    for (int i = 0; i < inputs.size(); i++) {
      text.append("  v%d = %s %s%n".formatted(i, inputs.get(i).shape(), Arrays.toString(inputs.get(i).toDoubles())));
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Object[] names = Arrays.stream(step.operands).mapToObj(operand -> "v" + operand).toArray();
      int value = inputs.size() + i;
      text.append("  v%d = %-40s %s%n".formatted(value, step.text.formatted(names), values.get(value).shape()));
    }
    return text.append("  return ").append(Arrays.stream(results).mapToObj(i -> "v" + i).toList()).toString();
  }
}
