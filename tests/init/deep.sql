-- Courses of schools, deeper than can be judged without a tenant in between.
create table schools (id bigint primary key generated always as identity, name text not null);
create table school_users (
  id bigint generated always as identity primary key,
  school_id bigint not null references schools (id),
  user_id uuid not null,
  role text not null
);
create table courses (id bigint primary key, school_id bigint not null references schools (id), teacher_id uuid, title text);
create table modules (id bigint primary key, course_id bigint not null references courses (id) on delete cascade, title text);
create table lessons (id bigint primary key, module_id bigint not null references modules (id) on delete cascade, title text);
create table lesson_steps (id bigint primary key, lesson_id bigint not null references lessons (id) on delete cascade, title text);
create table step_answers (
  id bigint primary key,
  step_id bigint not null references lesson_steps (id) on delete cascade,
  user_id uuid not null,
  answer text
);
create table transfers (
  id bigint primary key,
  from_school_id bigint not null references schools (id),
  to_school_id bigint not null references schools (id),
  submitted_by uuid not null,
  created_by uuid not null,
  note text
);
