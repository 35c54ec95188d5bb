package dev.jacobean.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/// Arithmetic has vectors of one width: see [FloatLanes] for what two widths cost.
class VectorWidthTest {
  /// Who may choose a width: the one place where it is chosen, and who only moves numbers.
  private static final Set<String> CHOOSERS = Set.of("DoubleLanes", "DoublePack", "FloatLanes", "FloatPack");

  @Test
  void onlyWhoMovesNumbersChoosesAWidthOfItsOwn() throws Exception {
    Path classes = Path.of(VectorBackend.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .resolve(VectorBackend.class.getPackageName().replace('.', '/'));
    Set<String> choosing = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        if (namesShape(file)) {
          choosing.add(file.getFileName().toString().replace(".class", ""));
        }
      }
    }
    assertThat(choosing).isEqualTo(new TreeSet<>(CHOOSERS));
  }

  @Test
  void theOneWidthIsOne() {
    assertThat(Stream.of(FloatLanes.class, DoubleLanes.class).flatMap(type -> Arrays.stream(type.getDeclaredFields()))
        .filter(field -> field.getType() == VectorSpecies.class)).hasSize(2);
  }

  private static boolean namesShape(Path file) throws IOException {
    Iterable<PoolEntry> constants = ClassFile.of().parse(Files.readAllBytes(file)).constantPool();
    return StreamSupport.stream(constants.spliterator(), false)
        .anyMatch(entry -> entry instanceof ClassEntry type && type.asInternalName().endsWith("vector/VectorShape"));
  }
}
