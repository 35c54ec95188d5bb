package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// The BOM has no parent, so that nothing but this test keeps its versions those of the other modules.
class VersionsTest {
  private static List<String> values(String pom, String path) throws Exception {
    Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Page.ROOT.resolve(pom).toFile());
    var nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(nodes.item(i).getTextContent());
    }
    return values;
  }

  @Test
  void theBomHasTheVersionOfTheBuild() throws Exception {
    assertThat(values("bom/pom.xml", "/project/version")).isEqualTo(values("pom.xml", "/project/version")).hasSize(1);
    assertThat(values("bom/pom.xml", "//dependency/version")).containsOnly("${project.version}");
    for (String plugin : List.of("install", "deploy")) {
      assertThat(values("bom/pom.xml", "//plugin[artifactId='maven-" + plugin + "-plugin']/version"))
          .isEqualTo(values("pom.xml", "/project/properties/" + plugin + "-plugin.version"));
    }
  }

  @Test
  void theBomListsWhatIsPublished() throws Exception {
    List<String> published = new ArrayList<>();
    for (String module : values("pom.xml", "/project/modules/module")) {
      String pom = module + "/pom.xml";
      boolean isTool = values(pom, "/project/properties/maven.deploy.skip").contains("true");
      if (!isTool && !values(pom, "/project/packaging").contains("pom")) {
        published.addAll(values(pom, "/project/artifactId"));
      }
    }
    assertThat(values("bom/pom.xml", "//dependency/artifactId")).containsExactlyElementsOf(published);
  }

  @Test
  void theGuideNamesTheseVersions() throws Exception {
    String text = Page.read(Page.ROOT.resolve("docs/guide/install.md")).text();
    String version = values("pom.xml", "/project/version").get(0);
    Pattern named = Pattern.compile("jacobean-[a-z]+(?:-|:|</artifactId>\\s*<version>)(\\d[0-9.]*\\d(?:-SNAPSHOT)?)");
    assertThat(named.matcher(text).results().map(match -> match.group(1))).hasSizeGreaterThan(3).containsOnly(version);
    for (String plugin : List.of("compiler", "exec")) {
      assertThat(text).containsPattern(plugin + "(-maven)?-plugin</artifactId>\\s*<version>"
          + Pattern.quote(values("pom.xml", "/project/properties/" + plugin + "-plugin.version").get(0)) + "<");
    }
  }

  @Test
  void everyModuleHasOneVersion() throws Exception {
    List<String> version = values("pom.xml", "/project/version");
    for (String module : values("pom.xml", "//module")) { // those of profiles too
      if (!module.equals("bom")) {
        assertThat(values(module + "/pom.xml", "/project/parent/version")).as(module).isEqualTo(version);
      }
    }
    assertThat(Path.of("target/classes/dev/jacobean/experiments/version.txt")).content().contains(version.get(0));
  }
}
