import {
  ApartmentOutlined,
  BgColorsOutlined,
  ExperimentOutlined,
  FieldBinaryOutlined,
  GlobalOutlined,
  ProjectOutlined,
  QuestionCircleOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PAGES } from '@/app/menu';
import { best } from '@/app/palette/match';
import { cohortsQuery, columnsQuery, conceptsQuery, tablesQuery } from '@/app/palette/queries';
import { useLanguageSwitch } from '@/app/useLanguageSwitch';
import { useMayResearch } from '@/features/research/useMayResearch';
import { useFormat } from '@/lib/format/useFormat';
import { useMe } from '@/lib/session/me';
import { useActFor } from '@/lib/session/useActFor';
import { usePinned } from '@/lib/snapshot';
import { chooseTheme, useDark } from '@/lib/theme/mode';
import { usePause } from '@/lib/usePause';

export interface PaletteItem {
  key: string;
  icon: ReactNode;
  label: string;
  note?: string;
  onSelect: () => void;
}

export interface PaletteGroup {
  key: 'pages' | 'actions' | 'cohorts' | 'tables' | 'columns' | 'concepts';
  items: PaletteItem[];
}

interface Doors {
  go: (href: string) => void;
  help: () => void;
  close: () => void;
}

/** What matches `text`, by kind. Without text: pages and actions, as a list of what there is. */
export function usePaletteGroups(text: string, { go, help, close }: Doors) {
  const { t } = useTranslation();
  const format = useFormat();
  const dark = useDark();
  const switchLanguage = useLanguageSwitch();
  const { project, projects, emergency } = useMe();
  const actFor = useActFor();
  const asked = text.trim();
  const settled = usePause(asked, 150);
  const pinned = usePinned();
  const tables = useQuery(tablesQuery(pinned));
  const mayResearch = useMayResearch();
  const cohorts = useQuery({ ...cohortsQuery, enabled: mayResearch && asked !== '' });
  const columns = useQuery({ ...columnsQuery(pinned), enabled: asked.length > 1 });
  const concepts = useQuery({ ...conceptsQuery(settled, pinned), enabled: settled.length > 1 });

  const pages = PAGES.map(({ key, to, icon, letter }) => ({
    key,
    icon,
    label: t(`menu.${key}`),
    note: `g ${letter}`,
    onSelect: () => go(to),
  }));
  const actions: PaletteItem[] = [
    {
      key: 'theme',
      icon: <BgColorsOutlined aria-hidden />,
      label: t(dark ? 'palette.toLight' : 'palette.toDark'),
      onSelect: () => {
        chooseTheme(dark ? 'light' : 'dark');
        close();
      },
    },
    {
      key: 'language',
      icon: <GlobalOutlined aria-hidden />,
      label: t('shell.language'),
      onSelect: () => {
        void switchLanguage();
        close();
      },
    },
    {
      key: 'help',
      icon: <QuestionCircleOutlined aria-hidden />,
      label: t('shell.keyboard'),
      note: '?',
      onSelect: help,
    },
  ];
  const others = [
    ...projects.map(({ key, title }) => ({ key, title })),
    { key: null, title: t('project.none') },
  ];
  for (const { key, title } of projects.length > 0 && !emergency ? others : []) {
    if (key === (project?.key ?? null)) continue;
    actions.push({
      key: `project ${key}`,
      icon: <ProjectOutlined aria-hidden />,
      label: t('project.act', { title }),
      onSelect: () => {
        actFor(key);
        close();
      },
    });
  }
  const byLabel = (item: PaletteItem) => [item.label, item.key];
  const groups: PaletteGroup[] = [
    { key: 'pages', items: best(pages, asked, byLabel, 6) },
    {
      key: 'cohorts',
      items: (asked
        ? best(cohorts.data ?? [], asked, (one) => [one.name, one.description, String(one.id)], 6)
        : []
      ).map((one) => ({
        key: String(one.id),
        icon: <ExperimentOutlined aria-hidden />,
        label: one.name,
        note: one.owner,
        onSelect: () => go(`/research/${one.id}`),
      })),
    },
    {
      key: 'tables',
      items: asked
        ? best(tables.data?.tables ?? [], asked, (one) => [one.name, one.description], 6).map((one) => ({
            key: one.name,
            icon: <TableOutlined aria-hidden />,
            label: one.name,
            note: one.rows === null ? undefined : t('grid.rows', { rows: format.exact(one.rows) }),
            onSelect: () => go(`/mart/${one.name}`),
          }))
        : [],
    },
    {
      key: 'columns',
      items: best(columns.data ?? [], asked, (one) => [one.column], asked.length > 1 ? 6 : 0).map((one) => ({
        key: `${one.table}.${one.column}`,
        icon: <FieldBinaryOutlined aria-hidden />,
        label: one.column,
        note: one.table,
        onSelect: () => go(`/mart/${one.table}`),
      })),
    },
    {
      key: 'concepts',
      items: (asked.length > 1 ? (concepts.data?.concepts ?? []) : []).map((one) => ({
        key: String(one.concept_id),
        icon: <ApartmentOutlined aria-hidden />,
        label: one.synonym ? `${one.name} (${one.synonym})` : one.name,
        note: `${one.vocabulary} · ${one.domain} · ${one.concept_id}`,
        onSelect: () => go(`/ontology/${one.concept_id}`),
      })),
    },
    { key: 'actions', items: best(actions, asked, byLabel, 6) },
  ];
  return {
    groups: groups.filter((group) => group.items.length > 0),
    searching: concepts.isFetching || columns.isFetching,
  };
}
