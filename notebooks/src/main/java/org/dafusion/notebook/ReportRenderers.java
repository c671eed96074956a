package org.dafusion.notebook;

import java.util.Base64;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.report.Chart;
import org.dafusion.report.DataUri;
import org.dafusion.report.Picture;
import org.dafusion.report.Table;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/**
 * Shows pictures as JPEG, charts as SVG and tables as HTML. Any kernel of JJava finds it that has
 * this jar.
 */
public final class ReportRenderers implements Extension {
  // as on the pages of reports; a saved notebook holds what it shows, and PNG would be ten times it
  private static final float QUALITY = 0.9f;

  @Override
  public void install(BaseKernel kernel) {
    Renderer renderer = kernel.getRenderer();
    renderer
        .createRegistration(Image.class)
        .preferring(MIMEType.IMAGE_JPEG)
        .register(
            (image, context) -> {
              context.renderIfRequested(
                  MIMEType.IMAGE_JPEG,
                  () -> Base64.getEncoder().encodeToString(ImageEncoder.jpeg(image, QUALITY)));
              context
                  .getOutputContainer()
                  .putText("picture of %d x %d pixels".formatted(image.width(), image.height()));
            });
    renderer
        .createRegistration(Chart.class)
        .preferring(MIMEType.IMAGE_SVG, MIMEType.TEXT_HTML)
        .register(
            (chart, context) -> {
              context.renderIfRequested(MIMEType.IMAGE_SVG, chart::svg);
              // Jupyter hides bare SVG until a notebook is trusted, and nbconvert takes it apart
              context.renderIfRequested(MIMEType.TEXT_HTML, () -> picture(chart).html());
              context.getOutputContainer().putText(chart.caption());
            });
    renderer
        .createRegistration(Table.class)
        .preferring(MIMEType.TEXT_HTML)
        .register(
            (table, context) -> {
              context.renderIfRequested(MIMEType.TEXT_HTML, table::html);
              context.getOutputContainer().putText(table.caption());
            });
  }

  private static Picture picture(Chart chart) {
    return new Picture(DataUri.svg(chart.svg()), chart.caption(), chart.caption());
  }
}
