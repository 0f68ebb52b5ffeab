/** The platform's menu: six groups, each with the pages that work. Names are in `common.json` under `menu`. */
import {
  ApartmentOutlined,
  BulbOutlined,
  DatabaseOutlined,
  HomeOutlined,
  NodeIndexOutlined,
  SafetyOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';

export interface MenuPage {
  key: string;
  to: '/' | '/etl' | '/mart' | '/ontology' | '/security';
  icon: ReactNode;
  /** Second key of the shortcut `g` + letter. */
  letter: string;
}

export interface MenuGroup {
  key: string;
  icon: ReactNode;
  pages: MenuPage[];
}

export const MENU: MenuGroup[] = [
  {
    key: 'home',
    icon: <HomeOutlined />,
    pages: [{ key: 'dashboard', to: '/', icon: <HomeOutlined />, letter: 'd' }],
  },
  {
    key: 'engineering',
    icon: <DatabaseOutlined />,
    pages: [{ key: 'etl', to: '/etl', icon: <NodeIndexOutlined />, letter: 'e' }],
  },
  {
    key: 'use',
    icon: <TableOutlined />,
    pages: [{ key: 'mart', to: '/mart', icon: <TableOutlined />, letter: 'm' }],
  },
  {
    key: 'intelligence',
    icon: <BulbOutlined />,
    pages: [{ key: 'ontology', to: '/ontology', icon: <ApartmentOutlined />, letter: 'o' }],
  },
  {
    key: 'operations',
    icon: <SafetyOutlined />,
    pages: [{ key: 'security', to: '/security', icon: <SafetyOutlined />, letter: 's' }],
  },
];

export const PAGES: MenuPage[] = MENU.flatMap((group) => group.pages);

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
