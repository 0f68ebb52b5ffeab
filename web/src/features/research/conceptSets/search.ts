/** What a concept set's address holds. Anything in it that is not understood is left out. */

export const SET_TABS = ['members', 'neighbours', 'codes', 'versions', 'comments'] as const;
export type SetTab = (typeof SET_TABS)[number];

export interface SetSearch {
  tab?: SetTab;
  /** The version to look at; undefined: the newest. */
  version?: number;
}

export function setSearch(raw: Record<string, unknown>): SetSearch {
  return {
    tab: SET_TABS.find((tab) => tab === raw.tab && tab !== 'members'),
    version: Number.isInteger(raw.version) && Number(raw.version) > 0 ? Number(raw.version) : undefined,
  };
}
