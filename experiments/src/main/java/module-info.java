/// The paper's figures and theorems as commands.
@org.jspecify.annotations.NullMarked
module dev.jacobean.experiments {
  requires static transitive org.jspecify;
  requires dev.jacobean.nn;
  requires java.desktop;
  requires info.picocli;
  requires xchart;
  requires me.tongfei.progressbar;
  requires com.fasterxml.jackson.annotation;
  requires tools.jackson.databind;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;

  opens dev.jacobean.experiments.bench to dev.jacobean.autodiff;
  opens dev.jacobean.experiments to dev.jacobean.autodiff, info.picocli, tools.jackson.databind;
}
