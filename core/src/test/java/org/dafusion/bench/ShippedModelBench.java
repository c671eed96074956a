package org.dafusion.bench;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.Vae;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.metrics.Accuracy;
import org.dafusion.random.Seeds;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.rangeland.Task;
import org.dafusion.report.ContactSheet;

/**
 * What a model that was trained on rendered tiles can do: how well its autoencoder keeps a picture,
 * and what a classifier takes it for afterwards; how often its samples are taken for what the
 * prompt said; and how far SDEdit goes from its source at each intensity. All tiles are new to it.
 */
public final class ShippedModelBench {
  private static final double[] INTENSITIES = {0.25, 0.5, 0.75, 1};
  private static final int SHOWN = 8;

  private final StableDiffusion model;
  private final String backbone;
  private final Samples samples;
  private final Path pictures;

  private ShippedModelBench(
      StableDiffusion model, String backbone, double guidance, Path pictures) {
    this.model = model;
    this.backbone = backbone;
    this.samples = new Samples(model, guidance);
    this.pictures = pictures;
  }

  /**
   * Arguments: a model folder, a backbone, the strength of guidance, pictures per class, and a
   * folder for contact sheets.
   */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[3]);
    Path pictures = Files.createDirectories(Path.of(arguments[4]));
    try (StableDiffusion model =
        StableDiffusion.load(
            ModelFolder.open(Path.of(arguments[0])), Precision.FP32, Device.cpu(), false)) {
      ShippedModelBench bench =
          new ShippedModelBench(model, arguments[1], Double.parseDouble(arguments[2]), pictures);
      bench.reconstruction(Task.COMMON, count);
      bench.reconstruction(Task.SPURGE_8, count);
      bench.recognition(count);
      bench.edits(Task.COMMON, count);
      bench.edits(Task.SPURGE_8, count);
    }
  }

  private void reconstruction(Task task, int count) throws IOException {
    Vae vae = model.vae();
    LatentSize size = vae.latentSize(RangelandTile.SIZE, RangelandTile.SIZE);
    List<Double> all = new ArrayList<>();
    List<List<Image>> made = new ArrayList<>();
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    StringBuilder line = new StringBuilder("PSNR of reconstructions, dB, " + task.word() + ":");
    for (Cover cover : task.covers()) {
      List<Double> own = new ArrayList<>();
      List<Image> reconstructions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Image source = SampleJudge.tile("judged", cover, i);
        // the mean of the posterior: no noise
        float[] latents = vae.encode(source).sample(new float[size.count()], vae.scalingFactor());
        Image again = vae.decode(latents, size).orElseThrow();
        own.add(Samples.distance(source, again));
        reconstructions.add(again);
        if (i < SHOWN / 2) {
          tiles.add(new ContactSheet.Tile(source, cover.words()));
          tiles.add(new ContactSheet.Tile(again, "reconstructed"));
        }
      }
      line.append(format(" %s %.1f", cover.words(), psnr(own)));
      all.addAll(own);
      made.add(reconstructions);
    }
    System.out.println(line + format("; all %.2f", psnr(all)));
    write("reconstruction-" + task.word(), tiles, SHOWN);
    try (SampleJudge judge = new SampleJudge(backbone, task.covers(), SampleJudge.TILES)) {
      report("tiles recognised", task.covers(), judge.ofTiles(count));
      report("reconstructions of them recognised", task.covers(), judge.of(made));
    }
  }

  private static double psnr(List<Double> distances) {
    return Samples.psnr(distances.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private void recognition(int count) throws IOException {
    List<Cover> covers = Task.COMMON.covers();
    List<List<Image>> made = new ArrayList<>();
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    for (Cover cover : covers) {
      List<Image> own =
          samples.fromNoise(List.of("a photo of " + cover.words()), LearnedTokens.NONE, count);
      made.add(own);
      own.stream().limit(SHOWN).forEach(i -> tiles.add(new ContactSheet.Tile(i, cover.words())));
    }
    write("samples", tiles, SHOWN);
    try (SampleJudge judge = new SampleJudge(backbone, covers, SampleJudge.TILES)) {
      report("samples recognised", covers, judge.of(made));
    }
  }

  private static void report(String what, List<Cover> covers, Accuracy accuracy) {
    StringBuilder line = new StringBuilder(what + ", %:");
    for (int i = 0; i < covers.size(); i++) {
      line.append(
          format(" %s %.0f", covers.get(i).words(), 100 * accuracy.classes().get(i).accuracy()));
    }
    System.out.println(
        line + format("; all %.1f, chance %.1f", 100 * accuracy.macro(), 100.0 / covers.size()));
  }

  private void edits(Task task, int count) throws IOException {
    List<Cover> covers = task.covers();
    List<Image> sources =
        IntStream.range(0, covers.size() * count)
            .mapToObj(i -> SampleJudge.tile("edited", covers.get(i % covers.size()), i))
            .toList();
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    List<List<Image>> edited = new ArrayList<>();
    StringBuilder line =
        new StringBuilder("root mean square distance from the source, " + task.word() + ":");
    for (double intensity : INTENSITIES) {
      List<Image> own = samples.edits(sources, "a photo", LearnedTokens.NONE, intensity);
      double distance =
          IntStream.range(0, own.size())
              .mapToDouble(i -> Samples.distance(sources.get(i), own.get(i)))
              .average()
              .orElseThrow();
      line.append(format(" intensity %.2f: %.1f;", intensity, distance));
      edited.add(own);
    }
    int other =
        (int) Math.abs(Seeds.derive(0, "another tile") % sources.size()); // how far any two are
    double far =
        IntStream.range(0, sources.size())
            .mapToDouble(
                i -> Samples.distance(sources.get(i), sources.get((i + other) % sources.size())))
            .average()
            .orElseThrow();
    System.out.println(line + format(" another tile: %.1f", far));
    for (int i = 0; i < 2 * covers.size() && i < sources.size(); i++) {
      tiles.add(new ContactSheet.Tile(sources.get(i), covers.get(i % covers.size()).words()));
      for (int j = 0; j < INTENSITIES.length; j++) {
        tiles.add(new ContactSheet.Tile(edited.get(j).get(i), format("%.2f", INTENSITIES[j])));
      }
    }
    write("edits-" + task.word(), tiles, 2 * (1 + INTENSITIES.length));
  }

  private void write(String name, List<ContactSheet.Tile> tiles, int columns) throws IOException {
    Image sheet = ContactSheet.of(tiles, columns, 2 * RangelandTile.SIZE);
    Files.write(pictures.resolve(name + ".png"), ImageEncoder.png(sheet));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
