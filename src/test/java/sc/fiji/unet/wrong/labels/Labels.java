package sc.fiji.unet.wrong.labels;

public class Labels {}
