import { TeamOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '@/components/MenuButton';
import { type Shared, type Sharing, useSharingName } from '@/features/research/parts/useSharingName';
import { useMe } from '@/lib/session/me';

interface Props {
  shared: Shared;
  onShare: (shared: Sharing) => Promise<unknown>;
}

/** Who else sees a definition: nobody, the members of a project of mine, or everyone; and whether they edit it. */
export function SharingMenu({ shared, onShare }: Props) {
  const { t } = useTranslation('research');
  const { message } = App.useApp();
  const { projects } = useMe();
  const called = useSharingName();
  // The project that it is shared with stays a choice where mine are others, or that one is over.
  const keys = [...new Set([...(shared.project ? [shared.project] : []), ...projects.map(({ key }) => key)])];
  const choices: Shared[] = [
    { sharing: 'private', project: null },
    ...keys.flatMap((project) => [
      { sharing: 'read' as const, project },
      { sharing: 'edit' as const, project },
    ]),
    { sharing: 'read', project: null },
    { sharing: 'edit', project: null },
  ];
  return (
    <MenuButton
      icon={<TeamOutlined aria-hidden />}
      name={t('sharing.open')}
      label={called(shared)}
      heading={t('sharing.open')}
      actions={choices.map((choice) => ({
        key: `${choice.sharing} ${choice.project ?? ''}`,
        label: called(choice),
        checked: choice.sharing === shared.sharing && choice.project === shared.project,
        onSelect: () => void onShare(choice).catch((error: Error) => message.error(error.message)),
      }))}
    />
  );
}
