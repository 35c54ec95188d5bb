package dev.jacobean.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Catalogue.Row;
import dev.jacobean.autodiff.array.Backend;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A local linear map keeps alive what it says and nothing else: a lambda may capture more than its rule means to.
class KeptTest {
  static List<Row> rows() {
    return Catalogue.ROWS;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aMapHoldsOnToTheTensorsThatItSays(Row row) throws IllegalAccessException {
    List<Tensor> at = row.arguments(Setting.REFERENCE_F64, 1);
    Program f = row.body().program();
    holds(f, at);
    holds(f.streamed(), Program.joined(at, at));
    holds(f.pulledBack(at.size()), Program.joined(at, f.apply(at)));
  }

  private static void holds(Program f, List<Tensor> at) throws IllegalAccessException {
    Tape tape = new Tape();
    Linearization.record(f, at, tape);
    for (Tape.Edge edge : tape.edges) {
      Local map = (Local) edge.map();
      assertThat(numbers(map)).as("numbers that %s reaches", map).containsAll(numbers(map.kept()));
      assertThat(numbers(map.kept())).as("numbers that %s says it keeps", map).containsAll(numbers(map));
    }
  }

  private static Set<Object> numbers(Object from) throws IllegalAccessException {
    Set<Object> numbers = Collections.newSetFromMap(new IdentityHashMap<>());
    walk(from, numbers, Collections.newSetFromMap(new IdentityHashMap<>()));
    return numbers;
  }

  /// Collects the storages of more than one number that an object reaches: zeros are one number, whatever their shape.
  private static void walk(Object from, Set<Object> numbers, Set<Object> seen) throws IllegalAccessException {
    if (!seen.add(from)) {
      return;
    }
    switch (from) {
      case double[] storage when storage.length > 1 -> numbers.add(storage);
      case float[] storage when storage.length > 1 -> numbers.add(storage);
      case Backend backend -> {}
      case Iterable<?> parts -> {
        for (Object part : parts) {
          walk(part, numbers, seen);
        }
      }
      case Object[] parts -> {
        for (Object part : parts) {
          walk(part, numbers, seen);
        }
      }
      case AtomicReference<?> reference -> walk(reference.get(), numbers, seen);
      default -> {
        for (Class<?> type = from.getClass(); isOurs(type); type = type.getSuperclass()) {
          fields(type, from, numbers, seen);
        }
      }
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("dev.jacobean") && !type.isEnum();
  }

  private static void fields(Class<?> type, Object from, Set<Object> numbers, Set<Object> seen)
      throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        Object part = field.get(from);
        if (part != null) {
          walk(part, numbers, seen);
        }
      }
    }
  }
}
