package dev.jacobean.autodiff;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/// Visits the tensors of a tree in order and puts others in their places.
final class TreeWalk {
  /// What becomes of a tensor at a path.
  @FunctionalInterface
  interface Visitor {
    Tensor visit(String path, Tensor leaf);
  }

  /// How to read a record's components and make another.
  private record Access(Method[] getters, String[] names, Constructor<?> constructor) {
    /// Lists and maps are rebuilt as lists and maps, not as the class that they were of.
    void require(int component, @Nullable Object part) {
      Class<?> type = constructor.getParameterTypes()[component];
      if (!type.isInstance(part)) {
        throw new IllegalArgumentException("record %s: component %s is declared as %s; must be declared as List or Map"
            .formatted(constructor.getDeclaringClass().getName(), names[component], type.getSimpleName()));
      }
    }
  }

  private static final ClassValue<Access> ACCESS = new ClassValue<>() {
    @Override
    protected Access computeValue(Class<?> type) {
      return access(type);
    }
  };

  private TreeWalk() {}

  /// The tree with each tensor replaced; parts in which none changed are the same objects.
  @SuppressWarnings("unchecked")
  static <P> P walk(P tree, String path, Visitor visitor) {
    return (P) switch (tree) {
      case Tensor leaf -> visitor.visit(path, leaf);
      case Record node -> record(node, path, visitor);
      case List<?> node -> list(node, path, visitor);
      case Map<?, ?> node -> map(node, path, visitor);
      case Object[] node -> array(node, path, visitor);
      case Optional<?> node -> optional(node, path, visitor);
      case Collection<?> node -> noTree(node, "set or queue", node, path);
      case Map.Entry<?, ?> node -> noTree(node, "map entry", Arrays.asList(node.getKey(), node.getValue()), path);
      case BaseStream<?, ?> node -> throw refused("stream", path);
      default -> tree;
    };
  }

  private static @Nullable Object child(@Nullable Object child, String path, Visitor visitor) {
    return child == null ? null : walk(child, path, visitor);
  }

  private static Object record(Record node, String path, Visitor visitor) {
    Access access = ACCESS.get(node.getClass());
    @Nullable Object[] parts = new Object[access.getters.length];
    boolean changed = false;
    try {
      for (int i = 0; i < parts.length; i++) {
        Object part = access.getters[i].invoke(node);
        parts[i] = child(part, path.isEmpty() ? access.names[i] : path + "." + access.names[i], visitor);
        if (parts[i] != part) {
          access.require(i, parts[i]);
          changed = true;
        }
      }
      return changed ? access.constructor.newInstance(parts) : node;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalArgumentException("record " + node.getClass().getName() + ": cannot be rebuilt", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("record " + node.getClass().getName() + ": cannot be read", e);
    }
  }

  private static Object list(List<?> node, String path, Visitor visitor) {
    List<@Nullable Object> parts = new ArrayList<>(node.size());
    boolean changed = false;
    for (Object part : node) {
      Object visited = child(part, path + "[" + parts.size() + "]", visitor);
      parts.add(visited);
      changed |= visited != part;
    }
    return changed ? Collections.unmodifiableList(parts) : node;
  }

  private static Object map(Map<?, ?> node, String path, Visitor visitor) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(node.entrySet());
    entries.sort(Comparator.comparing(entry -> String.valueOf(entry.getKey())));
    Map<Object, @Nullable Object> parts = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : entries) {
      Object visited = child(entry.getValue(), path + "[" + entry.getKey() + "]", visitor);
      parts.put(entry.getKey(), visited);
      changed |= visited != entry.getValue();
    }
    return changed ? Collections.unmodifiableMap(parts) : node;
  }

  private static Object array(@Nullable Object[] node, String path, Visitor visitor) {
    @Nullable Object[] parts = node.clone();
    boolean changed = false;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = child(node[i], path + "[" + i + "]", visitor);
      changed |= parts[i] != node[i];
    }
    return changed ? parts : node;
  }

  private static Optional<?> optional(Optional<?> node, String path, Visitor visitor) {
    Object part = node.orElse(null);
    Object visited = child(part, path, visitor);
    return visited == part ? node : Optional.ofNullable(visited);
  }

  /// What is no tree rides along. Tensors in it would be lost without a word.
  private static Object noTree(Object node, String kind, Collection<?> parts, String path) {
    for (Object part : parts) {
      child(part, path, (place, leaf) -> {
        throw refused(kind, path);
      });
    }
    return node;
  }

  private static IllegalArgumentException refused(String kind, String path) {
    return new IllegalArgumentException("tree%s: is a %s; tensors must stand in a record, list, map, array or Optional"
        .formatted(path.isEmpty() ? "" : " " + path, kind));
  }

  private static Access access(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Method[] getters = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    String[] names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      boolean open = constructor.trySetAccessible();
      for (Method getter : getters) {
        open &= getter.trySetAccessible();
      }
      if (!open) {
        throw new IllegalArgumentException(
            "record %s: its module does not let this library read it; add `opens %s to dev.jacobean.autodiff;` to %s"
                .formatted(type.getName(), type.getPackageName(), "its module-info.java"));
      }
      return new Access(getters, names, constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + ": a record without its canonical constructor", e);
    }
  }
}
