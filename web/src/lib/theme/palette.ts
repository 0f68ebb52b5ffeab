/**
 * Colours of data. Categories are the Okabe-Ito set (Okabe and Ito 2008, told apart in every common
 * form of colour blindness), in an order that keeps neighbours apart; its black becomes light grey on
 * dark ground and its yellow, too pale on white, comes last.
 */
const OKABE_ITO = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#F0E442'];

export function categories(dark: boolean): string[] {
  return [
    ...(dark ? ['#56B4E9', '#E69F00', '#009E73', '#CC79A7', '#0072B2', '#D55E00', '#F0E442'] : OKABE_ITO),
  ];
}

/** One hue from pale to deep, for amounts. */
export const SEQUENTIAL = ['#e3f1f0', '#b4d9d7', '#7fbdbb', '#4a9d9c', '#1f7b7c', '#0b6466', '#063f41'];

/** Two hues around a neutral middle, for differences. */
export const DIVERGING = ['#8c510a', '#d8b365', '#f6e8c3', '#f5f5f5', '#c7eae5', '#5ab4ac', '#01665e'];
