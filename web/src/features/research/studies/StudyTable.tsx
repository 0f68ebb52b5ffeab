import { DownloadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Progress } from '@/components/Progress';
import styles from '@/features/research/parts/Research.module.css';
import { fileOf, type Study, useCancelStudy } from '@/features/research/studies/api';
import { bytes } from '@/lib/format/numbers';
import { useFormat } from '@/lib/format/useFormat';
import { isOpen } from '@/lib/jobs';

/** Each package with how far it is, and its file. */
export function StudyTable({ studies }: { studies: Study[] }) {
  const { t } = useTranslation('studies');
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {(['name', 'kind', 'at', 'snapshot', 'howFar', 'file'] as const).map((key) => (
            <th key={key} scope="col">
              {t(`list.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {studies.map((study) => (
          <Row key={study.job} study={study} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ study }: { study: Study }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const cancel = useCancelStudy();
  return (
    <tr>
      <th scope="row">
        {study.downloadable ? (
          <Link to="/research/studies/$job" params={{ job: String(study.job) }}>
            {study.name}
          </Link>
        ) : (
          study.name
        )}
        {study.error && <span className={styles.note}>{study.error}</span>}
      </th>
      <td>{t(`kind.${study.kind}`)}</td>
      <td title={format.dateTime(study.created_at)}>{format.ago(study.created_at)}</td>
      <td>{study.snapshot ?? t('list.inPlace')}</td>
      <td>
        {isOpen(study.state) ? (
          <span className={styles.line}>
            <span className={styles.progress}>
              <Progress fraction={study.fraction} message={t(`state.${study.state}`)} />
            </span>
            <Button
              size="small"
              onClick={() => cancel.mutate(study.job)}
              aria-label={`${study.name}: ${t('action.cancel')}`}
            >
              {t('action.cancel')}
            </Button>
          </span>
        ) : (
          t(`state.${study.state}`)
        )}
      </td>
      <td>
        {study.downloadable && (
          <Button
            type="text"
            size="small"
            href={fileOf(study.job)}
            icon={<DownloadOutlined aria-hidden />}
            aria-label={`${study.name}: ${t('download')} ${bytes(study.bytes ?? 0)}`}
          >
            {bytes(study.bytes ?? 0)}
          </Button>
        )}
      </td>
    </tr>
  );
}
