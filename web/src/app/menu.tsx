/** The platform's menu: six groups, each with the pages that work. Names are in `common.json` under `menu`. */
import {
  ApartmentOutlined,
  BulbOutlined,
  DatabaseOutlined,
  ExperimentOutlined,
  HomeOutlined,
  NodeIndexOutlined,
  SafetyOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

/** A page below one of the menu, shown while one is in its module. Its name is under `menu.part`. */
export interface MenuPart {
  key: string;
  to:
    | '/research/concept-sets'
    | '/research/feasibility'
    | '/research/analysis'
    | '/research/reviews'
    | '/research/charts'
    | '/research/studies';
}

export interface MenuPage {
  key: string;
  to: '/' | '/etl' | '/mart' | '/research' | '/ontology' | '/security';
  icon: ReactNode;
  /** Second key of the shortcut `g` + letter. */
  letter: string;
  parts?: MenuPart[];
}

export interface MenuGroup {
  key: string;
  icon: ReactNode;
  pages: MenuPage[];
}

export const MENU: MenuGroup[] = [
  {
    key: 'home',
    icon: <HomeOutlined aria-hidden />,
    pages: [{ key: 'dashboard', to: '/', icon: <HomeOutlined aria-hidden />, letter: 'd' }],
  },
  {
    key: 'engineering',
    icon: <DatabaseOutlined aria-hidden />,
    pages: [{ key: 'etl', to: '/etl', icon: <NodeIndexOutlined aria-hidden />, letter: 'e' }],
  },
  {
    key: 'use',
    icon: <TableOutlined aria-hidden />,
    pages: [
      { key: 'mart', to: '/mart', icon: <TableOutlined aria-hidden />, letter: 'm' },
      {
        key: 'research',
        to: '/research',
        icon: <ExperimentOutlined aria-hidden />,
        letter: 'r',
        parts: [
          { key: 'concept-sets', to: '/research/concept-sets' },
          { key: 'feasibility', to: '/research/feasibility' },
          { key: 'analysis', to: '/research/analysis' },
          { key: 'reviews', to: '/research/reviews' },
          { key: 'charts', to: '/research/charts' },
          { key: 'studies', to: '/research/studies' },
        ],
      },
    ],
  },
  {
    key: 'intelligence',
    icon: <BulbOutlined aria-hidden />,
    pages: [{ key: 'ontology', to: '/ontology', icon: <ApartmentOutlined aria-hidden />, letter: 'o' }],
  },
  {
    key: 'operations',
    icon: <SafetyOutlined aria-hidden />,
    pages: [{ key: 'security', to: '/security', icon: <SafetyOutlined aria-hidden />, letter: 's' }],
  },
];

export const PAGES: MenuPage[] = MENU.flatMap((group) => group.pages);

/** The part of `page` that `pathname` belongs to. */
export function partOf(page: MenuPage, pathname: string): MenuPart | undefined {
  return page.parts?.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
}

/** The menu page that `pathname` belongs to, with its group. */
export function placeOf(pathname: string): { group: MenuGroup; page: MenuPage } | undefined {
  for (const group of MENU) {
    const page = group.pages.find(({ to }) =>
      to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`),
    );
    if (page) return { group, page };
  }
  return undefined;
}
