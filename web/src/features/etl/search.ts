/** What the ETL's addresses hold. Anything in them that is not understood is left out. */

export const ETL_TABS = ['runs', 'snapshots'] as const;

export interface EtlSearch {
  tab?: (typeof ETL_TABS)[number];
}

export const RUN_TABS = ['report', 'steps', 'rejects'] as const;
export type RunTab = (typeof RUN_TABS)[number];

export interface RunSearch {
  tab?: RunTab;
  step?: string;
  file?: string;
  reason?: string;
}

export interface LineageSearch {
  /** The step or table in the middle of attention. */
  node?: string;
  /** Show the maps between the steps too. */
  maps?: true;
}

type Raw = Record<string, unknown>;

export function etlSearch(raw: Raw): EtlSearch {
  return { tab: ETL_TABS.find((tab) => tab === raw.tab && tab !== 'runs') };
}

export function runSearch(raw: Raw): RunSearch {
  return {
    tab: RUN_TABS.find((tab) => tab === raw.tab),
    step: text(raw.step),
    file: text(raw.file),
    reason: text(raw.reason),
  };
}

export function lineageSearch(raw: Raw): LineageSearch {
  return { node: text(raw.node), maps: raw.maps === true ? true : undefined };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
