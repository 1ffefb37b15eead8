package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.NativeMemoryException;

/**
 * Segments the images of a folder one after the other: while one is predicted, the next one is
 * opened and the last one written. It goes on where it, or another program, was stopped, shares the
 * folder with others that work on it ({@link FolderClaims}), and an image that fails is a record
 * with its reason.
 *
 * @param <I> an image that is open
 * @param <F> what was found in it
 */
public final class FolderJob<I, F> {

  /** What is done with an image, each by one thread at a time. */
  public interface Steps<I, F> {

    /**
     * @throws UserException if it cannot be opened, or will not do
     */
    I open(Path file) throws IOException;

    /**
     * @throws CancellationException if canceled
     */
    F segment(I image, Progress progress);

    /**
     * Writes the results. An IOException ends all, since the disk is full or gone.
     *
     * @throws UserException if those of this image cannot be written
     */
    Written write(FolderImage image, I open, F found) throws IOException;

    /** Something else than a {@link UserException} went wrong with an image. */
    void defect(FolderImage image, Throwable reason);
  }

  /**
   * @param files that were written, from the folder of the results
   */
  public record Written(List<String> files, ImageRecord.Found found) {}

  /**
   * How it went.
   *
   * @param segmented by this program, now
   * @param failed of these
   * @param done before, or by others
   * @param worstFirst the images that the network is least sure of first
   */
  public record Outcome(int segmented, int failed, int done, List<JudgedImage> worstFirst) {}

  /**
   * The file of the rows of an image, from the folder of the results; not yet in a table of all.
   */
  public static String rows(FolderImage image) {
    return FolderRecords.IMAGES + "/" + image.path() + FolderTables.ROWS;
  }

  /**
   * The folder for files that are not complete yet, on the disk of the results.
   *
   * @param output folder of the results
   */
  public static Path parts(Path output) {
    return output.resolve(FolderRecords.PARTS);
  }

  private static final int MILLISECONDS = 200;

  private final Path input;
  private final Path output;
  private final FolderRun run;
  private final Steps<I, F> steps;
  private final Progress progress;
  private final FolderRecords records;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** When this began: what failed before is tried again. */
  private final long start = System.currentTimeMillis();

  // Over all images; bytes of files stand for the work.
  private final AtomicLong bytesDone = new AtomicLong();
  private long bytes;
  private int count;
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger segmented = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * @param input see {@link #folder}
   * @param output folder for the results, which need not exist
   * @throws UserException if it will not do
   */
  public FolderJob(Path input, Path output, FolderRun run, Steps<I, F> steps, Progress progress)
      throws IOException {
    this.input = input.toAbsolutePath().normalize();
    this.output = output.toAbsolutePath().normalize();
    this.run = run;
    this.steps = steps;
    this.progress = progress;
    records = new FolderRecords(this.output);
    if (real(this.input).startsWith(real(this.output)))
      throw new UserException(
          "It holds the images themselves, and results would be taken for images: name another"
              + " folder, such as "
              + this.input.resolve("results")
              + ".");
    requireOfThisFolder();
  }

  /** Without links, and as the disk writes it. */
  private static Path real(Path path) throws IOException {
    return Files.exists(path) ? path.toRealPath() : path;
  }

  /**
   * The folder of the images.
   *
   * @throws UserException if it is none
   */
  public static Path folder(Path input) {
    if (Files.isDirectory(input)) return input;
    throw new UserException("It is no folder; name one that holds images.");
  }

  /**
   * A pattern of names.
   *
   * @param pattern see {@link FolderImages#find}
   * @throws UserException if it cannot be understood
   */
  public static String pattern(String pattern) {
    FolderImages.wanted(pattern);
    return pattern;
  }

  /**
   * Segments what is not done yet, waits for others that are at the rest, and writes the tables.
   *
   * @param pattern see {@link FolderImages#find}
   * @throws CancellationException if canceled; what was predicted is written, and so are the tables
   * @throws UserException if there is nothing to do, or others do it in another way
   * @throws IOException if results cannot be written
   */
  public Outcome run(String pattern) throws IOException {
    return run(pattern, true);
  }

  /**
   * @param locking false as if the disk knew no locks
   */
  Outcome run(String pattern, boolean locking) throws IOException {
    List<ImageRecord> known = records.all();
    List<FolderImage> images = new FolderImages(input, output).find(pattern, known);
    if (images.isEmpty())
      throw new UserException(
          "There is no image in '"
              + input
              + "'"
              + (pattern.isBlank() ? "" : " whose name is like '" + pattern + "'")
              + ".");
    String shared = String.join("\n", input.toString(), run.modelSha256(), run.settings());
    try (FolderClaims claims = FolderClaims.join(output, shared, locking, progress)) {
      try {
        segmentAll(images, claims);
      } catch (IOException | RuntimeException | Error e) {
        try {
          writeTables(claims);
        } catch (IOException | RuntimeException second) {
          e.addSuppressed(second);
        }
        throw e;
      }
      List<JudgedImage> worstFirst = writeTables(claims);
      return new Outcome(
          segmented.get(), failed.get(), images.size() - segmented.get(), worstFirst);
    }
  }

  /**
   * A folder that was moved is the same; of two that are there, one's results are not the other's.
   */
  private void requireOfThisFolder() throws IOException {
    Optional<String> before = FolderClaims.run(output).flatMap(text -> text.lines().findFirst());
    if (before.isEmpty() || before.get().equals(input.toString())) return;
    Path other;
    try {
      other = Path.of(before.get());
    } catch (InvalidPathException e) {
      return; // of another system, or the computer went off while it was written
    }
    if (Files.isDirectory(other) && !Files.isSameFile(other, input))
      throw new UserException(
          "It holds the results of '"
              + other
              + "': name another folder for those of '"
              + input
              + "'.");
  }

  private List<JudgedImage> writeTables(FolderClaims claims) throws IOException {
    try (FolderClaims.Claim alone = claims.tables()) {
      List<ImageRecord> all = new ArrayList<>(records.all());
      all.removeIf(record -> record.found().isEmpty() && !isThere(record));
      List<ImageRecord> same =
          all.stream().filter(record -> record.run().isSameAs(run) && isThere(record)).toList();
      FolderSizes.remark(same).ifPresent(progress::note);
      List<JudgedImage> worstFirst = FolderTables.worstFirst(same);
      FolderTables.write(output, all, worstFirst);
      return worstFirst;
    }
  }

  private boolean isThere(ImageRecord record) {
    return Files.exists(input.resolve(record.image()));
  }

  /** An image that is open, and nobody else's. */
  private record Opened<I>(
      FolderImage image, I open, FolderClaims.Claim claim, FileState state, double seconds) {}

  private void segmentAll(List<FolderImage> images, FolderClaims claims) throws IOException {
    Deque<FolderImage> todo = new ArrayDeque<>();
    for (FolderImage image : images) {
      if (progress.isCanceled()) throw new CancellationException();
      if (isDone(image)) continue;
      todo.add(image);
      bytes += size(image);
    }
    count = todo.size();
    if (count == 0) progress.note("All " + images.size() + " images are done already.");
    else if (count < images.size())
      progress.note(
          String.format(
              "Of %d images %d are done already; it goes on with the others.",
              images.size(), images.size() - count));
    ExecutorService reader = Executors.newSingleThreadExecutor(r -> new Thread(r, "U-Net reader"));
    ExecutorService writer = Executors.newSingleThreadExecutor(r -> new Thread(r, "U-Net writer"));
    try {
      Future<Void> writing = CompletableFuture.completedFuture(null);
      Future<Optional<Opened<I>>> next = reader.submit(() -> openNext(todo, claims));
      for (Optional<Opened<I>> opened = await(next); opened.isPresent(); opened = await(next)) {
        next = reader.submit(() -> openNext(todo, claims));
        Opened<I> image = opened.get();
        Future<Void> before = writing;
        Optional<Callable<Void>> write = segment(image);
        if (write.isPresent()) writing = writer.submit(write.get()); // even if canceled now
        await(before); // no more than one waits for the disk
      }
      await(writing);
    } finally {
      stopped.set(true);
      reader.shutdown();
      writer.shutdown();
      awaitEnd(writer); // what was found is not lost
      awaitEnd(reader);
    }
  }

  /** Empty if there is no image left. */
  private Optional<Opened<I>> openNext(Deque<FolderImage> todo, FolderClaims claims)
      throws IOException {
    int refused = 0;
    while (!todo.isEmpty() && !stopped.get()) {
      FolderImage image = todo.poll();
      Optional<FolderClaims.Claim> claim = claims.claim(image);
      if (claim.isEmpty()) {
        todo.add(image);
        if (++refused < todo.size()) continue;
        waitForOthers(todo.size());
        refused = 0;
        continue;
      }
      refused = 0;
      Optional<Opened<I>> opened = isDone(image) ? Optional.empty() : open(image, claim.get());
      if (opened.isPresent()) return opened;
      end(image, claim.get());
    }
    return Optional.empty();
  }

  /** They may be killed, too, and leave theirs to this. */
  private void waitForOthers(int images) {
    progress.report("U-Net: another ImageJ is at the last " + images + " images", fraction(0));
    try {
      Thread.sleep(MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.set(true);
    }
  }

  /** Empty if it cannot be opened, which is then its record. */
  private Optional<Opened<I>> open(FolderImage image, FolderClaims.Claim claim) throws IOException {
    long begin = System.nanoTime();
    FileState state = new FileState(0, 0, "");
    try {
      state = FileState.of(image.file());
      I open = steps.open(image.file());
      return Optional.of(new Opened<>(image, open, claim, state, seconds(begin)));
    } catch (IOException | RuntimeException | Error e) {
      if (!stopped.get()) fail(image, state, seconds(begin), e);
      return Optional.empty();
    }
  }

  /** Returns how its results are written; empty if it failed, which is then its record. */
  private Optional<Callable<Void>> segment(Opened<I> opened) throws IOException {
    FolderImage image = opened.image();
    long begin = System.nanoTime();
    OfOne itsOwn = new OfOne(image);
    try {
      F found = steps.segment(opened.open(), itsOwn);
      double seconds = opened.seconds() + seconds(begin);
      return Optional.of(
          () -> {
            write(opened, found, itsOwn.remarks(), seconds);
            return null;
          });
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      fail(image, opened.state(), opened.seconds() + seconds(begin), e);
      end(image, opened.claim());
      return Optional.empty();
    }
  }

  /** The record comes last: it says that all the rest is there. */
  private void write(Opened<I> opened, F found, List<String> remarks, double seconds)
      throws IOException {
    FolderImage image = opened.image();
    long begin = System.nanoTime();
    try {
      Written written = steps.write(image, opened.open(), found);
      record(
          image,
          opened.state(),
          written.files(),
          Optional.of(written.found()),
          "",
          remarks,
          seconds + seconds(begin));
    } catch (RuntimeException | Error e) {
      fail(image, opened.state(), seconds + seconds(begin), e);
    }
    end(image, opened.claim());
  }

  private void fail(FolderImage image, FileState state, double seconds, Throwable reason)
      throws IOException {
    failed.incrementAndGet();
    record(image, state, List.of(), Optional.empty(), firstLine(image, reason), List.of(), seconds);
  }

  /** A row of a table is one line. */
  private String firstLine(FolderImage image, Throwable reason) {
    return sentence(image, reason).lines().findFirst().orElse("It failed.");
  }

  private String sentence(FolderImage image, Throwable reason) {
    if (reason instanceof UserException) return reason.getMessage();
    if (reason instanceof IOException)
      return "The file cannot be read: " + reason.getMessage() + ".";
    if (reason instanceof OutOfMemoryError) return "The memory of Java does not suffice for it.";
    if (reason instanceof NativeMemoryException)
      return "There is too little memory beside Java's for it.";
    steps.defect(image, reason);
    return "A defect of U-Net: " + reason;
  }

  private void record(
      FolderImage image,
      FileState state,
      List<String> files,
      Optional<ImageRecord.Found> found,
      String failure,
      List<String> remarks,
      double seconds)
      throws IOException {
    deleteEarlier(image, files);
    records.write(
        new ImageRecord(
            image.path(),
            image.name(),
            state,
            run,
            files,
            found,
            failure,
            remarks,
            seconds,
            System.currentTimeMillis(),
            ProcessHandle.current().pid()));
    segmented.incrementAndGet();
  }

  /** What another model, or other settings, wrote of an image is not beside the new results. */
  private void deleteEarlier(FolderImage image, List<String> files) throws IOException {
    Optional<ImageRecord> before = records.of(image);
    if (before.isEmpty()) return;
    for (String file : before.get().files()) {
      Path result = output.resolve(file).normalize();
      if (!files.contains(file) && result.startsWith(output)) Files.deleteIfExists(result);
    }
  }

  private void end(FolderImage image, FolderClaims.Claim claim) throws IOException {
    claim.close();
    ended.incrementAndGet();
    bytesDone.addAndGet(size(image));
  }

  /** Whether its results are there, of the file as it is now; or it has failed since this began. */
  private boolean isDone(FolderImage image) throws IOException {
    ImageRecord record = records.of(image).orElse(null);
    if (record == null || !record.run().isSameAs(run)) return false;
    if (record.found().isEmpty()) return record.ended() >= start;
    return record.files().stream().allMatch(file -> Files.exists(output.resolve(file)))
        && Files.exists(image.file())
        && record.input().isOf(image.file());
  }

  private static long size(FolderImage image) {
    return Math.max(1, image.file().toFile().length());
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  /**
   * @param more bytes that are done beside those of images that have ended
   */
  private double fraction(double more) {
    return Math.min(1, (bytesDone.get() + more) / Math.max(1, bytes));
  }

  private <T> T await(Future<T> future) throws IOException {
    try {
      return Cancelable.await(future, progress);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof IOException cause) throw cause;
      throw e;
    }
  }

  private static void awaitEnd(ExecutorService thread) {
    try {
      thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The progress of one image as part of all; its notes are its remarks. */
  private final class OfOne implements Progress {

    private final FolderImage image;
    private final List<String> remarks = new CopyOnWriteArrayList<>();

    OfOne(FolderImage image) {
      this.image = image;
    }

    List<String> remarks() {
      return List.copyOf(remarks);
    }

    @Override
    public void report(String status, double part) {
      progress.report(
          String.format("U-Net: %d of %d, %s", ended.get() + 1, count, image.path()),
          fraction(part * size(image)));
    }

    @Override
    public void note(String sentence) {
      remarks.add(sentence);
    }

    @Override
    public void memory(long bytes) {
      progress.memory(bytes);
    }

    @Override
    public boolean isCanceled() {
      return progress.isCanceled();
    }
  }
}
