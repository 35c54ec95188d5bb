package dev.jacobean.autodiff;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobean.autodiff.Catalogue.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The catalogue has a row for everything there is: no operation can be added without its laws being asked.
///
/// What there is, and what the rows use, is read from the compiled classes.
class CatalogueTest {
  private static final String TENSOR = "dev/jacobean/autodiff/Tensor";
  private static final String PRIMITIVE = "dev/jacobean/autodiff/Primitive";
  private static final Set<String> WAYS_OF_STATING =
      Set.of("linear", "bilinear", "ofArgument", "ofValue", "general", "of");

  /// Public methods of a tensor of which no law can be asked.
  private static final Set<String> NOT_DIFFERENTIATED = Set.of(
      // make tensors from numbers
      "of", "scalar", "full", "zeros", "ones", "normal", "uniform", "range",
      // tell what a tensor is
      "shape", "backend", "array", "dtype", "toDoubles", "item",
      // has no derivative on purpose, so that differences must disagree: see PerturbationConfusionTest
      "stopGradient");

  @Test
  void everyPublicOperationOfTensorsHasARow() throws IOException {
    Set<String> used = referenced();
    Stream<String> missing = Arrays.stream(Tensor.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> !NOT_DIFFERENTIATED.contains(method.getName()))
        .map(CatalogueTest::signature)
        .filter(signature -> !used.contains(signature));
    assertThat(missing).as("operations without a row in Catalogue").isEmpty();
  }

  @Test
  void everyPrimitiveIsOnSomeTapeOfARow() throws IOException, URISyntaxException {
    Set<String> stated = primitives();
    assertThat(stated).as("primitives found")
        .contains("plus", "matmul", "conv2dImages", "gate", "max", "min", "checkpoint");
    Set<String> seen = new TreeSet<>();
    Catalogue.ROWS.forEach(row -> watch(row, seen));
    assertThat(stated).as("primitives without a row in Catalogue").isSubsetOf(seen);
  }

  @Test
  void rowsHaveDifferentNames() {
    assertThat(Catalogue.ROWS.stream().map(Row::name)).doesNotHaveDuplicates();
  }

  /// Operations on the tapes of a row's body and of its derivatives.
  private static void watch(Row row, Set<String> seen) {
    List<Tensor> at = row.arguments(Setting.REFERENCE_F64, 1);
    Program f = row.body().program();
    List<Tensor> twice = Program.joined(at, at);
    List<Tensor> withValue = Program.joined(at, f.apply(at));
    for (Explanation tape : List.of(Autodiff.explain(f, at), Autodiff.explain(f.streamed(), twice),
        Autodiff.explain(f.pulledBack(at.size()), withValue))) {
      tape.rows().forEach(step -> seen.add(step.operation()));
    }
  }

  private static String signature(Method method) {
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    return method.getName() + type.descriptorString();
  }

  /// The methods of tensors that the catalogue's code mentions.
  private static Set<String> referenced() throws IOException {
    try (InputStream code = Catalogue.class.getResourceAsStream("Catalogue.class")) {
      ClassModel model = ClassFile.of().parse(code.readAllBytes());
      return StreamSupport.stream(model.constantPool().spliterator(), false)
          .filter(MemberRefEntry.class::isInstance).map(MemberRefEntry.class::cast)
          .filter(entry -> entry.owner().asInternalName().equals(TENSOR) && entry.type().stringValue().startsWith("("))
          .map(entry -> entry.name().stringValue() + entry.type().stringValue())
          .collect(toCollection(HashSet::new));
    }
  }

  /// The names under which the library's classes state primitives.
  private static Set<String> primitives() throws IOException, URISyntaxException {
    Path classes = Path.of(Primitive.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("dev/jacobean/autodiff"))) {
      return files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("Primitive.class"))
          .flatMap(CatalogueTest::parse)
          .flatMap(method -> stated(method).stream())
          .collect(toCollection(TreeSet::new));
    }
  }

  private static Stream<MethodModel> parse(Path file) {
    try {
      return ClassFile.of().parse(file).methods().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The words loaded in a method before each call that states a primitive.
  private static Set<String> stated(MethodModel method) {
    Set<String> names = new HashSet<>();
    Set<String> words = new HashSet<>();
    method.code().ifPresent(code -> code.forEach(element -> {
      if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof String word
          && word.matches("\\w+")) {
        words.add(word);
      } else if (element instanceof InvokeInstruction call && call.owner().asInternalName().equals(PRIMITIVE)
          && WAYS_OF_STATING.contains(call.name().stringValue())) {
        names.addAll(words);
        words.clear();
      }
    }));
    return names;
  }
}
