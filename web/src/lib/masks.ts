/** A mask's name in the reader's words; one that is not known here keeps its own. */
export function maskName(
  t: (key: string, options: { defaultValue: string }) => string,
  mask: string,
): string {
  return t(`mask.${mask}`, { defaultValue: mask });
}
