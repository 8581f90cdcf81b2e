use super::*;
use proptest::prelude::*;

#[test]
fn a_mask_shows_what_its_name_says() {
    let cases: &[(Mask, &str, &str)] = &[
        (Mask::Email, "ada@example.com", "a***@example.com"),
        (Mask::Email, "a@x.de", "a***@x.de"),
        (Mask::Email, "Ärmel@bücher.example", "Ä***@bücher.example"),
        (Mask::Email, "\"a@b\"@example.com", "***@example.com"),
        (Mask::Email, "😀@example.com", "***@example.com"),
        (Mask::Email, "@example.com", "***"),
        (Mask::Email, "ada@", "***"),
        (Mask::Email, "ada", "***"),
        (Mask::Email, "mail me @home, or ring 555", "***"),
        (Mask::Email, "a@[10.0.0.1]", "***"),
        (Mask::Email, "", "***"),
        (Mask::Last4, "4242 4242 4242 4242", "***4242"),
        (Mask::Last4, "DE89 3704 0044 0532 0130 00", "***3000"),
        (Mask::Last4, "12345678", "***5678"),
        (Mask::Last4, "1234567", "***"),
        (Mask::Last4, "4242", "***"),
        (Mask::Last4, "***4242", "***4242"),
        (Mask::Last4, "***42425", "***"),
        (Mask::Last4, "", "***"),
        (Mask::Initial, "Ada Lovelace", "A***"),
        (Mask::Initial, "  Émile", "É***"),
        (Mask::Initial, "\"Ada\"", "***"),
        (Mask::Initial, "", "***"),
        (Mask::Year, "1815-12-10", "1815"),
        (Mask::Year, "1815-12-10T01:02:03Z", "1815"),
        (Mask::Year, "1815-12-10 01:02:03+00", "1815"),
        (Mask::Year, "1815", "1815"),
        (Mask::Year, "1815-12", "***"),
        (Mask::Year, "1815-12-101", "***"),
        (Mask::Year, "10.12.1815", "***"),
        (Mask::Year, "éé15", "***"),
        (Mask::Hidden, "anything", "***"),
        (Mask::Hidden, "", "***"),
    ];
    for (mask, text, expected) in cases {
        assert_eq!(mask.apply(text), *expected, "{mask:?} of {text:?}");
    }
}

#[test]
fn a_mask_is_found_by_its_name() {
    for mask in Mask::ALL {
        assert_eq!(Mask::find(mask.name()), Some(mask));
    }
    assert_eq!((Mask::find("hash"), Mask::find("Email")), (None, None));
}

proptest! {
    #[test]
    fn a_mask_is_idempotent_and_needs_no_escape(text in "(\\PC{0,12}|[0-9*]{0,12}|[a-zé*]{0,3}@[a-z.*-]{0,5}|[0-9-]{4,12}T?)") {
        for mask in Mask::ALL {
            let once = mask.apply(&text);
            prop_assert_eq!(mask.apply(&once), once.clone());
            prop_assert_eq!(serde_json::to_string(&once).unwrap(), format!("\"{once}\""));
        }
    }
}
