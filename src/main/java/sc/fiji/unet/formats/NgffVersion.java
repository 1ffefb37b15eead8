package sc.fiji.unet.formats;

/** Versions of OME-Zarr (OME-NGFF) that are read and written. */
public enum NgffVersion {
  /** In Zarr 2. */
  V0_4("0.4"),
  /** In Zarr 3. */
  V0_5("0.5");

  private final String number;

  NgffVersion(String number) {
    this.number = number;
  }

  /** As files have it: 0.4. */
  String number() {
    return number;
  }
}
