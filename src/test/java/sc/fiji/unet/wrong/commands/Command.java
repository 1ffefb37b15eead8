package sc.fiji.unet.wrong.commands;

public class Command {}
