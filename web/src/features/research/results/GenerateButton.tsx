import { PlayCircleOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cohort } from '@/features/research/api/cohorts';
import styles from '@/features/research/parts/Research.module.css';
import type { Asked } from '@/features/research/results/api';
import { useInPlace } from '@/lib/snapshot';

interface Props {
  cohort: Cohort;
  busy: boolean;
  onStart: (asked: Asked) => void;
}

/** Computes a version for everybody, or on what one sees oneself: the latter alone in place, or who may not edit it. */
export function GenerateButton({ cohort, busy, onStart }: Props) {
  const { t } = useTranslation('research');
  const publishes = !useInPlace() && cohort.may_edit;
  const [wished, setWished] = useState(false);
  const own = wished || !publishes;
  return (
    <div className={styles.line}>
      <Checkbox
        checked={own}
        disabled={!publishes || busy}
        onChange={(event) => setWished(event.target.checked)}
      >
        <span title={t('results.ownHint')}>{t('results.own')}</span>
      </Checkbox>
      <Button
        type="primary"
        icon={<PlayCircleOutlined aria-hidden />}
        loading={busy}
        onClick={() => onStart({ version: cohort.version, own })}
      >
        {t('results.generate', { version: cohort.version })}
      </Button>
    </div>
  );
}
