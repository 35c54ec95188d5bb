/// Exact derivatives of tensor programs: forward mode, reverse mode, and the linearisation both come from.
///
/// `jdk.incubator.vector` is optional: without it every operation runs on plain loops. Native code is called
/// only by who asks for the backend `cuda`.
@org.jspecify.annotations.NullMarked
module dev.jacobean.autodiff {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;

  exports dev.jacobean.autodiff;
  exports dev.jacobean.autodiff.array;
  exports dev.jacobean.autodiff.array.cuda;
}
