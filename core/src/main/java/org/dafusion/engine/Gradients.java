package org.dafusion.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A recording of operations for the backward pass, on the thread that opened it.
 *
 * <p>Any number of threads may record at the same time; DJL's own {@code GradientCollector} allows
 * one in the whole process. Gradients add up on the leaves (arrays with {@code
 * setRequiresGradient(true)}) until {@link #clear} is called for them.
 */
public final class Gradients implements AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final boolean before = JniUtils.isGradMode();

  private Gradients() {
    JniUtils.setGradMode(true);
  }

  /** Starts to record on this thread, until closed. */
  public static Gradients record() {
    TorchRuntime.start();
    return new Gradients();
  }

  /**
   * An array times a number, recorded. Where an array is recorded, DJL's own {@code mul(Number)}
   * must not be used: it hands the engine a number in a buffer that it then lets go, and the
   * backward pass reads it once more, now and then after the garbage collector has taken it.
   */
  public NDArray times(NDArray array, double factor) {
    checkThread();
    // stays until the array's manager closes
    NDArray number =
        HostMemory.floats(array.getManager(), new float[] {(float) factor}, new Shape());
    return array.mul(number);
  }

  /** Sends a gradient of one back from a scalar. */
  public void backward(NDArray loss) {
    backward(loss, loss.onesLike());
  }

  /**
   * Sends a given gradient back from a tensor, the vector-Jacobian product; this is how a segment
   * of a network is given the gradient that came from behind it.
   *
   * @param output recorded tensor of any shape
   * @param gradient of the same shape and type
   */
  public void backward(NDArray output, NDArray gradient) {
    checkThread();
    checkShape(output, gradient);
    try {
      JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.mapped(e);
    }
  }

  /**
   * Sends given gradients back from several results of one segment, in one pass.
   *
   * @param outputs recorded tensors of any shapes
   * @param gradients one for each, of the same shape and type
   */
  public void backward(NDList outputs, NDList gradients) {
    if (outputs.isEmpty() || outputs.size() != gradients.size()) {
      throw new IllegalArgumentException(
          "Invalid gradients: must be one for each of the %d outputs, found %d"
              .formatted(outputs.size(), gradients.size()));
    }
    // the gradient of Σ ⟨output, gradient⟩ towards an output is that very gradient
    PtNDArray sum = null;
    for (int i = 0; i < outputs.size(); i++) {
      checkShape(outputs.get(i), gradients.get(i));
      PtNDArray product = inner((PtNDArray) outputs.get(i), (PtNDArray) gradients.get(i));
      sum = sum == null ? product : JniUtils.add(sum, product);
    }
    backward(sum);
  }

  /**
   * The sum of products as a 32-bit number. By the engine's own functions: those of DJL's arrays
   * ask for the number type, and where that is bf16 the question ends the process.
   */
  private static PtNDArray inner(PtNDArray a, PtNDArray b) {
    // one as a 32-bit number promotes the sum; DJL's conversion would not be recorded
    return JniUtils.mul(JniUtils.sum(JniUtils.mul(a, b)), (PtNDArray) a.getManager().create(1f));
  }

  private static void checkShape(NDArray output, NDArray gradient) {
    if (!output.getShape().equals(gradient.getShape())) {
      throw new IllegalArgumentException(
          "Invalid gradient: must have the output's shape %s, found %s"
              .formatted(output.getShape(), gradient.getShape()));
    }
  }

  /**
   * The gradient that arrived at a leaf, attached to the leaf's manager: right for a leaf that
   * lives as long as one step. For the weight of a model, which lives on, see {@link #of(NDArray,
   * NDManager)}.
   */
  public static NDArray of(NDArray leaf) {
    return of(leaf, leaf.getManager());
  }

  /**
   * The gradient that arrived at a leaf. It is a view: later backward passes add to it, {@link
   * #clear} empties it.
   *
   * @param scope the manager that the view is to belong to
   * @throws IllegalStateException if none arrived
   */
  public static NDArray of(NDArray leaf, NDManager scope) {
    // DJL's own getGradient answers zeros where none arrived
    NDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
    if (gradient == null) {
      throw new IllegalStateException(
          "No gradient arrived at the array of shape %s: it must require one and take part in the loss"
              .formatted(leaf.getShape()));
    }
    gradient.attach(scope);
    return gradient;
  }

  /**
   * Whether a result has a way back: it was recorded, and something it was computed from requires a
   * gradient. DJL's {@code hasGradient} knows that of leaves only.
   */
  public static boolean isRecorded(NDArray result) {
    return JniUtils.getGradientFunctionNames((PtNDArray) result) != null;
  }

  /** Sets the gradient of a leaf back to zero; does nothing where none has arrived. */
  public static void clear(NDArray leaf) {
    NDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
    if (gradient != null) {
      gradient.close();
      JniUtils.zeroGrad((PtNDArray) leaf);
    }
  }

  @Override
  public void close() {
    checkThread();
    JniUtils.setGradMode(before);
  }

  void checkThread() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "A recording belongs to the thread that opened it, %s; called from %s"
              .formatted(owner.getName(), Thread.currentThread().getName()));
    }
  }
}
