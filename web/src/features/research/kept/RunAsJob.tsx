import { ClockCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import styles from '@/features/research/analysis/Analysis.module.css';
import { cohortsQuery } from '@/features/research/analysis/api';
import { nameOf } from '@/features/research/analysis/useAsked';
import { type KeptKind, useStartKept } from '@/features/research/kept/api';
import { searchOf, VIEW_OF } from '@/features/research/kept/searchOf';
import { usePinned } from '@/lib/snapshot';

export interface Asked {
  kind: KeptKind;
  asked: object & { target: number };
}

/** The same analysis with more time than a page waits; its answer is kept. */
export function RunAsJob({ kind, asked }: Asked) {
  const { t } = useTranslation('analysis');
  const navigate = useNavigate();
  const { data: found } = useQuery(cohortsQuery(usePinned()));
  const start = useStartKept();
  const name = `${t(`view.${VIEW_OF[kind]}`)} · ${nameOf(found?.cohorts ?? [], asked.target)}`.slice(0, 200);
  const request = asked as unknown as Record<string, unknown>;
  const run = async () => {
    const made = await start.mutateAsync({ kind, name, asked: request });
    await navigate({
      to: '/research/analysis',
      search: { ...searchOf(kind, request), run: made.id },
    });
  };
  return (
    <div className={styles.job}>
      <Button icon={<ClockCircleOutlined aria-hidden />} onClick={run} loading={start.isPending}>
        {t('kept.run')}
      </Button>
      <span className={styles.quiet}>{t('kept.runNote')}</span>
      {start.error && <ErrorNotice error={start.error} compact />}
    </div>
  );
}
