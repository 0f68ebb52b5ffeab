import { useTranslation } from 'react-i18next';

const KINDS = {
  role: 'roles',
  group: 'groups',
  project: 'projects',
  purpose: 'purposes',
  user: 'users',
} as const;

/** `group:cardiology` in words: "그룹 cardiology"; roles by their names. */
export function useSubjectName(): (subject: string) => string {
  const { t } = useTranslation('security');
  return (subject) => {
    const at = subject.indexOf(':');
    const [kind, name] = [subject.slice(0, at) as keyof typeof KINDS, subject.slice(at + 1)];
    return kind === 'role'
      ? t(`role.${name}`, { defaultValue: name })
      : `${t(`policies.of.${KINDS[kind]}`)} ${name}`;
  };
}
