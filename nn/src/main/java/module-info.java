/// Networks, training and the objects of lazy training, on top of `dev.jacobean.autodiff`.
@org.jspecify.annotations.NullMarked
module dev.jacobean.nn {
  requires static transitive org.jspecify;
  requires transitive dev.jacobean.autodiff;

  exports dev.jacobean.nn;

  opens dev.jacobean.nn to dev.jacobean.autodiff;
}
