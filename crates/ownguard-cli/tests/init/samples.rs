//! What becomes of single schemas.

use super::{CHAT, COMPANY, DEEP, Drafted, NOTES, ODD, PRISMA, SUPABASE, draft};

/// The report's lists, by what they name.
fn left_out(drafted: &Drafted) -> Vec<String> {
    let list = drafted.report["leftOut"].as_array().unwrap();
    list.iter()
        .map(|item| item["table"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn says(drafted: &Drafted, lines: &[&str]) {
    for line in lines {
        let found = drafted
            .model
            .lines()
            .any(|known| known.split_whitespace().eq(line.split_whitespace()));
        assert!(found, "no line `{line}` in\n{}", drafted.model);
    }
}

#[test]
fn a_supabase_starter_becomes_a_tenancy_with_its_rows_children_and_secrets() {
    let drafted = draft("supabase.sql", SUPABASE);
    says(
        &drafted,
        &[
            "preset = \"supabase\"",
            "roles = [\"viewer\", \"member\", \"admin\", \"owner\"]  # the roles, weakest first: each holds what those before it hold",
            "members = { table = \"team_members\", tenant = \"team_id\", user = \"user_id\", role = \"role\", active = { removed_at = \"null\" } }",
            "order = [\"free\", \"pro\", \"enterprise\"]  # the plans, least first",
            "never = [\"stripe_customer_id\"]",
            "never = [\"token\"]",
            "never = [\"api_key\"]",
            "deleted = \"deleted_at\"",
            "visibility = \"visibility\"",
            "# the schema has policies of its own: Members can view.",
            "parent = { resource = \"project\", field = \"project_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "parent = { resource = \"task\", field = \"task_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "\"POST /api/webhooks/stripe\" = \"webhook.stripe\"",
            "team.owner = [\"list\", \"read\"]  # the server keeps these: no route writes them",
        ],
    );
    let notes = drafted.report["notes"].to_string();
    assert!(
        notes.contains("on `profiles`, `products`, `subscriptions`"),
        "{notes}"
    );
    assert_eq!(left_out(&drafted), ["task_labels", "products", "prices"]);
    assert_eq!(drafted.report["skipped"].as_array().unwrap().len(), 0);
}

#[test]
fn a_prisma_starter_is_read_with_the_names_of_the_database() {
    let drafted = draft("saas.prisma", PRISMA);
    says(
        &drafted,
        &[
            "preset = \"authjs\"",
            "case = \"camel\"  # how column names are written in JSON: snake or camel",
            "name = \"organization\"",
            "roles = [\"MEMBER\", \"ADMIN\", \"OWNER\"]  # the roles, weakest first: each holds what those before it hold",
            "never = [\"password_hash\"]",
            "never = [\"hashed_key\"]",
            "owner = \"author_id\"",
            "folder_id = { write = [\"?\"], ref = \"folder\" }  # decide: who may point it at another folder: owner, organization.OWNER",
        ],
    );
    assert_eq!(
        left_out(&drafted),
        ["accounts", "sessions", "verification_tokens"]
    );
}

#[test]
fn an_app_of_single_people_has_no_tenancy() {
    let drafted = draft("notes.sql", NOTES);
    assert!(!drafted.model.contains("[tenancy]"));
    says(
        &drafted,
        &[
            "deleted = \"is_deleted\"",
            "parent = { resource = \"notebook\", field = \"notebook_id\", as = { list = \"read\", create = \"update\", delete = \"update\" } }",
            "never = [\"password_digest\"]",
        ],
    );
    assert_eq!(left_out(&drafted), ["countries"]);
}

#[test]
fn the_people_in_a_conversation_are_its_shares() {
    let drafted = draft("chat.sql", CHAT);
    assert!(!drafted.model.contains("[tenancy]"));
    says(
        &drafted,
        &[
            "table = \"conversation_participants\"",
            "levels = [\"read\", \"write\", \"admin\"]  # weakest first",
            "shared.read = [\"list\", \"read\"]",
            "never = [\"push_token\"]",
        ],
    );
    assert_eq!(left_out(&drafted), ["conversation_participants"]);
}

#[test]
fn what_is_too_deep_or_not_to_be_named_is_left_out_and_told() {
    let deep = draft("deep.sql", DEEP);
    assert_eq!(left_out(&deep), ["lesson_steps"]);
    let odd = draft("odd.sql", ODD);
    assert_eq!(
        left_out(&odd),
        ["Order Items", "end of # line\n[resources.injected]"]
    );
    assert_eq!(odd.report["skipped"].as_array().unwrap().len(), 2);
    assert!(!odd.model.contains("\n[resources.injected]"));
    assert!(!odd.model.contains("old_things"));
    says(
        &odd,
        &[
            "[resources.pages]",
            "table = \"billing.invoices\"",
            "[resources.links]",
        ],
    );
}

#[test]
fn everybody_of_one_company_is_a_member_by_their_own_row() {
    let drafted = draft("company.prisma", COMPANY);
    says(
        &drafted,
        &[
            "members = { table = \"User\", tenant = \"companyId\", user = \"id\", role = \"role\" }",
            "roles = [\"member\", \"admin\", \"?\"]  # decide: the roles, weakest first: each holds what those before it hold",
            "levels = [\"view\", \"?\"]  # decide: the levels, weakest first",
        ],
    );
}

#[test]
fn the_odd_corners_of_prisma_are_read() {
    let schema = r#"
        // model Gone { id Int @id }
        /* model Gone2 { id Int @id } */
        generator client { provider = "prisma-client-js" }
        type Address { street String }
        view Totals { id Int @unique }
        enum Level {
          view @map("VIEW")
          edit @map("EDIT")
        }
        enum Privacy {
          private
          unlisted
          public
        }
        model Owner {
          id String @id @db.Uuid
          @@map("users")
        }
        model Doc {
          /// the key
          key    BigInt   @id(map: "doc_pk") @default(autoincrement()) @map("doc_key")
          owner  Owner    @relation(
            fields: [by],
            references: [id],
            onDelete: Cascade
          )
          by     String   @map("owner_id") @db.Uuid
          shape  Unsupported("circle")?
          title  String   @default("a \"quoted\" // text") @db.VarChar(80)
          visibility Privacy @default(private)
          tags   String[]
          shares DocShare[]
          @@index([by, title(ops: raw("x"))])
          @@map(name: "docs")
        }
        model DocShare {
          docKey BigInt @map("doc_key")
          doc    Doc    @relation(fields: [docKey], references: [key])
          userId String @map("user_id") @db.Uuid
          user   Owner  @relation(fields: [userId], references: [id])
          level  Level
          @@id([docKey, userId])
          @@map("doc_shares")
        }
    "#;
    let drafted = draft("schema.prisma", schema);
    says(
        &drafted,
        &[
            "table = \"docs\"",
            "key = \"doc_key:int\"",
            "owner = \"owner_id\"",
            "visibility = \"visibility\"",
            "table = \"doc_shares\"",
            "resource = \"doc_key\"",
            "levels = [\"VIEW\", \"EDIT\"]  # weakest first",
            "# not shown: tags. An object or a list passes only whole: `{ json = true }` under `fields`, and in",
        ],
    );
    assert!(!drafted.model.contains("gone"), "{}", drafted.model);
    assert!(!drafted.model.contains("street"), "{}", drafted.model);
}
