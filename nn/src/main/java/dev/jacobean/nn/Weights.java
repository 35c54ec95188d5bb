package dev.jacobean.nn;

import static dev.jacobean.nn.data.DataException.require;

import dev.jacobean.autodiff.Tensor;
import dev.jacobean.autodiff.Tree;
import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.nn.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parameters in files that other programs read: safetensors (`.safetensors`) and NumPy archives (`.npz`).
///
/// A tensor's name is its place in the tree, made of the names of record components: `layers[0].weight`. A tensor alone
/// is `value`. Of a map that is the whole tree, the keys are names as they stand, so that what [#read] gives can be
/// saved again. What a [Layer] remembers besides its parameters ([Layer#state]) is saved with it, as `held[0]` and so
/// on, if the layer is the whole tree. Files are put in place whole or not at all, and carry a checksum that is
/// verified when they are read.
///
/// {@snippet file="dev/jacobean/nn/ModelSnippetsTest.java" region="weights"}
public final class Weights {
  private Weights() {}

  /// Writes the tensors of a tree.
  ///
  /// @param path ends in `.safetensors` or `.npz`
  /// @param tree a model, or any other
  /// @throws IllegalArgumentException if the file's name ends otherwise, two tensors have one name, or one is named
  ///     `__metadata__` in a safetensors file
  /// @throws java.io.UncheckedIOException if the file cannot be written; what was there before is untouched
  public static void save(Path path, Object tree) {
    Map<String, Tensor> named = named(tree);
    if (isNpz(path)) {
      Npz.write(path, named);
    } else {
      Safetensors.write(path, named, Map.of());
    }
  }

  /// {@return a tree like another one with the tensors in a file, on the same backends}
  /// @param <P> the class of tree
  /// @param path ends in `.safetensors` or `.npz`
  /// @param like says which tensors there must be; its configuration rides along
  /// @throws DataException if the file is damaged, or has not exactly the names, shapes and element types of `like`
  /// @throws IllegalArgumentException if the file's name ends otherwise
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static <P> P load(Path path, P like) {
    Safetensors.Home home = homes(like);
    return fill(path, isNpz(path) ? Npz.read(path, home) : Safetensors.read(path, home).tensors(), like);
  }

  /// {@return all tensors in a file by name, on the chosen backends}
  /// @param path ends in `.safetensors` or `.npz`
  /// @throws DataException if the file is damaged, or holds other than F32 and F64
  /// @throws IllegalArgumentException if the file's name ends otherwise
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static Map<String, Tensor> read(Path path) {
    Safetensors.Home home = (name, dtype) -> Backends.of(dtype);
    return isNpz(path) ? Npz.read(path, home) : Safetensors.read(path, home).tensors();
  }

  /// What a tree's tensors are called, in order.
  static List<String> names(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.entrySet().stream().sorted(Comparator.comparing(entry -> String.valueOf(entry.getKey())))
          .flatMap(entry -> Tree.names(Collections.singletonList(entry.getValue())).stream()
              .map(name -> entry.getKey() + name.substring("[0]".length()))).toList();
    }
    return Tree.names(tree).stream().map(name -> name.isEmpty() ? "value" : name).toList();
  }

  /// The tensors of a tree by name.
  static Map<String, Tensor> named(Object tree) {
    List<String> names = names(tree);
    List<Tensor> leaves = Tree.leaves(tree);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      put(named, names.get(i), leaves.get(i));
    }
    if (tree instanceof Layer layer) {
      List<Tensor> state = layer.state();
      for (int i = 0; i < state.size(); i++) {
        put(named, "held[" + i + "]", state.get(i));
      }
    }
    return named;
  }

  private static void put(Map<String, Tensor> named, String name, Tensor tensor) {
    if (named.put(name, tensor) != null) {
      throw new IllegalArgumentException("weights: two tensors are named " + name + "; names must differ");
    }
  }

  /// The backends of a tree's tensors, so that numbers go where they belong at once; what does not fit will be told.
  static Safetensors.Home homes(Object like) {
    Map<String, Tensor> named = named(like);
    return (name, dtype) -> {
      Tensor leaf = named.get(name);
      return leaf == null || leaf.dtype() != dtype ? Backends.reference(dtype) : leaf.backend();
    };
  }

  /// A tree like another one with these tensors, read to its [#homes] and now checked to fit it.
  static <P> P fill(Path path, Map<String, Tensor> tensors, P like) {
    Map<String, Tensor> expected = named(like);
    for (String name : tensors.keySet()) {
      require(expected.containsKey(name), "%s: holds a tensor %s, the model has none; must have the same", path, name);
    }
    List<Tensor> leaves = new ArrayList<>();
    expected.forEach((name, leaf) -> {
      Tensor found = tensors.get(name);
      if (found == null) {
        throw new DataException(
            "%s: holds no tensor %s %s; must hold all of the model's".formatted(path, name, leaf.shape()));
      }
      require(found.dtype() == leaf.dtype() && found.shape().equals(leaf.shape()),
          "%s: %s is %s %s; must be %s %s as in the model",
          path, name, found.dtype(), found.shape(), leaf.dtype(), leaf.shape());
      leaves.add(found);
    });
    int learned = Tree.leaves(like).size();
    P tree = Tree.rebuild(like, leaves.subList(0, learned));
    return learned == leaves.size() ? tree : withState(tree, leaves.subList(learned, leaves.size()));
  }

  @SuppressWarnings("unchecked") // a layer with another state is a layer of the same class
  private static <P> P withState(P layer, List<Tensor> state) {
    return (P) ((Layer) layer).withState(state);
  }

  private static boolean isNpz(Path path) {
    String name = path.toString();
    if (!name.endsWith(".npz") && !name.endsWith(".safetensors")) {
      throw new IllegalArgumentException("weights: file is " + path + "; its name must end in .safetensors or .npz");
    }
    return name.endsWith(".npz");
  }
}
