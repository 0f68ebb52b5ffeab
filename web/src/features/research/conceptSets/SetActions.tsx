import { DeleteOutlined, DownloadOutlined, MoreOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { type ConceptSet, useDelete, useShare } from '@/features/research/conceptSets/api';
import { SharingMenu } from '@/features/research/parts/SharingMenu';

const FORMS = ['json', 'csv'] as const;

/** What else can be done with a set: share, export, delete. */
export function SetActions({ set }: { set: ConceptSet }) {
  const { t } = useTranslation('conceptSets');
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const share = useShare(set.id);
  const remove = useDelete(set.id);
  const confirm = () =>
    modal.confirm({
      title: t('set.deleteTitle', { name: set.name }),
      content: t('set.deleteWhat', { count: set.latest }),
      okText: t('set.delete'),
      okButtonProps: { danger: true },
      cancelText: t('action.cancel'),
      onOk: async () => {
        await remove.mutateAsync(undefined);
        await navigate({ to: '/research/concept-sets' });
      },
    });
  return (
    <>
      {set.may_manage && <SharingMenu shared={set} onShare={share.mutateAsync} />}
      <MenuButton
        icon={<MoreOutlined aria-hidden />}
        name={t('set.more')}
        actions={[
          ...FORMS.map((form) => ({
            key: form,
            icon: <DownloadOutlined aria-hidden />,
            label: t(`set.${form}`),
            onSelect: () =>
              window.location.assign(
                `/api/research/concept-sets/${set.id}/export?form=${form}&version=${set.version}`,
              ),
          })),
          ...(set.may_manage
            ? [
                {
                  key: 'delete',
                  icon: <DeleteOutlined aria-hidden />,
                  label: t('set.delete'),
                  onSelect: confirm,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
