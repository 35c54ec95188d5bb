package dev.jacobean.autodiff.array.cuda;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One native library of this process: found and opened once, or not, and why.
///
/// Binding never fails. A function that is missing, or whose library is, becomes a handle that throws the reason, so
/// that a class full of handles can be loaded anywhere and [#complaint] asked afterwards.
final class Library {
  private final String label;
  private final String place;
  private final @Nullable SymbolLookup symbols;
  private final List<String> tried;
  private final List<String> missing = new ArrayList<>();

  private Library(String label, String place, @Nullable SymbolLookup symbols, List<String> tried) {
    this.label = label;
    this.place = place;
    this.symbols = symbols;
    this.tried = List.copyOf(tried);
  }

  static Library found(String label, String file, SymbolLookup symbols, List<String> tried) {
    return new Library(label, file, symbols, tried);
  }

  static Library absent(String reason, List<String> tried) {
    return new Library("", reason, null, tried);
  }

  /// The file it was opened as; if there is none, the reason.
  String place() {
    return place;
  }

  /// Where it was looked for in vain before.
  List<String> tried() {
    return tried;
  }

  /// A sentence, if the library cannot be used; to be asked when all functions are bound.
  Optional<String> complaint() {
    if (symbols == null) {
      return Optional.of(place);
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(
        "%s (%s) has no function %s; a newer version is needed".formatted(label, place, String.join(", ", missing)));
  }

  /// A function that returns a status.
  ///
  /// @param arguments a letter for each: `I` int, `J` long (also `size_t` and device addresses), `P` pointer, `B` byte
  MethodHandle bind(String function, String arguments) {
    return bind(function, arguments, ValueLayout.JAVA_INT);
  }

  /// A function that returns a C string.
  MethodHandle bindText(String function, String arguments) {
    return bind(function, arguments, symbols == null ? ValueLayout.ADDRESS : text());
  }

  /// Addresses whose C strings may be read. Not a constant: where native access is denied, this would be, too.
  @SuppressWarnings("restricted")
  static AddressLayout text() {
    return ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Integer.MAX_VALUE, ValueLayout.JAVA_BYTE));
  }

  @SuppressWarnings("restricted") // calling native code is what this package is for; who starts Java allows it
  private MethodHandle bind(String function, String arguments, MemoryLayout result) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(result,
        arguments.chars().mapToObj(Library::layout).toArray(MemoryLayout[]::new));
    Optional<MemorySegment> symbol = symbols == null ? Optional.empty() : symbols.find(function);
    if (symbol.isPresent()) {
      return Linker.nativeLinker().downcallHandle(symbol.get(), descriptor);
    }
    if (symbols != null) {
      missing.add(function);
    }
    return thrower(descriptor.toMethodType());
  }

  private static MemoryLayout layout(int letter) {
    return switch (letter) {
      case 'I' -> ValueLayout.JAVA_INT;
      case 'J' -> ValueLayout.JAVA_LONG;
      case 'B' -> ValueLayout.JAVA_BYTE;
      case 'P' -> ValueLayout.ADDRESS;
      default -> throw new IllegalArgumentException("layout: is " + (char) letter + "; must be I, J, B or P");
    };
  }

  /// A handle of any type that throws [#complaint].
  private MethodHandle thrower(MethodType type) {
    try {
      MethodHandle refusal = MethodHandles.lookup()
          .findVirtual(Library.class, "refusal", MethodType.methodType(CudaException.class)).bindTo(this);
      MethodHandle thrower = MethodHandles.throwException(type.returnType(), CudaException.class);
      return MethodHandles.dropArguments(
          MethodHandles.foldArguments(thrower, refusal), 0, type.parameterList());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a method of this class", e);
    }
  }

  @SuppressWarnings("unused") // called through its handle
  private CudaException refusal() {
    return new CudaException.Unavailable(complaint().orElse(label));
  }

  /// What a handle threw, as it is: the handles declare nothing, and only the linker's own faults are checked.
  static RuntimeException rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
  }
}
