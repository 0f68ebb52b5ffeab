/** Letters of our own texts, made at build time: scripts/interface-font.ts. */
declare module 'virtual:interface-font.css';

declare module 'subset-font' {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: 'woff2'; variationAxes: Record<string, { min: number; max: number }> },
  ): Promise<Buffer>;
}
