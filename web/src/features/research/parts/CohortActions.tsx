import {
  CopyOutlined,
  DeleteOutlined,
  DownloadOutlined,
  ExportOutlined,
  MoreOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { type Cohort, useDelete, useShare } from '@/features/research/api/cohorts';
import type { Draft } from '@/features/research/builder/draft';
import { SharingMenu } from '@/features/research/parts/SharingMenu';
import { saveText } from '@/lib/download';

interface Props {
  cohort: Cohort;
  /** What is exported: what is on the screen, saved or not. */
  draft: Draft;
  onCopy: () => void;
}

/** What else can be done with a definition: share, copy, export, delete. */
export function CohortActions({ cohort, draft, onCopy }: Props) {
  const { t } = useTranslation('research');
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const share = useShare(cohort.id);
  const remove = useDelete();
  const name = draft.name.replace(/[^\p{L}\p{N}.-]+/gu, '_');
  return (
    <>
      {cohort.may_manage && <SharingMenu shared={cohort} onShare={share.mutateAsync} />}
      <MenuButton
        icon={<MoreOutlined aria-hidden />}
        name={t('cohort.more')}
        actions={[
          { key: 'copy', icon: <CopyOutlined aria-hidden />, label: t('cohort.copy'), onSelect: onCopy },
          {
            key: 'export',
            icon: <DownloadOutlined aria-hidden />,
            label: t('cohort.export'),
            onSelect: () =>
              saveText(`${name}.json`, JSON.stringify(draft.expression, null, 2), 'application/json'),
          },
          {
            key: 'study',
            icon: <ExportOutlined aria-hidden />,
            label: t('cohort.study'),
            onSelect: () => void navigate({ to: '/research/studies', search: { make: cohort.id } }),
          },
          {
            key: 'feasibility',
            icon: <TeamOutlined aria-hidden />,
            label: t('feasibility'),
            onSelect: () => void navigate({ to: '/research/feasibility', search: { cohort: cohort.id } }),
          },
          ...(cohort.may_manage
            ? [
                {
                  key: 'delete',
                  icon: <DeleteOutlined aria-hidden />,
                  label: t('cohort.delete'),
                  onSelect: () =>
                    modal.confirm({
                      title: t('cohort.deleteTitle', { name: cohort.name }),
                      content: t('cohort.deleteWhat', { count: cohort.latest }),
                      okText: t('cohort.delete'),
                      okButtonProps: { danger: true },
                      cancelText: t('action.cancel'),
                      onOk: async () => {
                        await remove.mutateAsync(cohort.id);
                        await navigate({ to: '/research' });
                      },
                    }),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
