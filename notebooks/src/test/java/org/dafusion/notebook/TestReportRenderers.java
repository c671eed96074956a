package org.dafusion.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.report.Cell;
import org.dafusion.report.Chart;
import org.dafusion.report.DataUri;
import org.dafusion.report.LossChart;
import org.dafusion.report.Table;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestReportRenderers {
  private final JavaKernel kernel = new JavaKernel(getClass().getClassLoader());

  @BeforeEach
  void start() {
    kernel.onStartup();
  }

  @AfterEach
  void close() {
    kernel.onShutdown(false);
    kernel.close();
  }

  @Test
  void aPictureBecomesAJpegOfItsSize() throws Exception {
    DisplayData shown = kernel.getRenderer().render(new Image(40, 20, new byte[40 * 20 * 3]));

    byte[] jpeg = Base64.getDecoder().decode((String) shown.getData(MIMEType.IMAGE_JPEG));
    Image decoded = new ImageDecoder(10_000).decode(jpeg);
    assertThat(List.of(decoded.width(), decoded.height())).containsExactly(40, 20);
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("picture of 40 x 20 pixels");
  }

  @Test
  void aChartBecomesSvgAndAnImageOfIt() {
    String svg = LossChart.svg(List.of(new LossChart.Curve("a", List.of(1, 2), List.of(2.0, 1.0))));

    DisplayData shown = kernel.getRenderer().render(new Chart(svg, "Loss <of> a."));

    assertThat(shown.getData(MIMEType.IMAGE_SVG)).isEqualTo(svg);
    assertThat((String) shown.getData(MIMEType.TEXT_HTML))
        .contains(DataUri.svg(svg), "Loss &lt;of&gt; a.");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("Loss <of> a.");
  }

  @Test
  void aTableBecomesHtml() {
    Table table = new Table("Names.", List.of("name"), List.of(List.of(Cell.words("<b>"))));

    DisplayData shown = kernel.eval("org.dafusion.image.Image.CHANNELS");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("3");
    shown = kernel.getRenderer().render(table);

    assertThat((String) shown.getData(MIMEType.TEXT_HTML)).contains("<td", "&lt;b&gt;");
  }
}
