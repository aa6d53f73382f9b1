//! End-to-end tests: a real server, a real database, JSON over HTTP. Every story runs on every available database.
#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value answers null for what it does not hold, and a test may panic"
)]

use std::future::Future;
use std::pin::Pin;

use e2e::Engine;
use libtest_mimic::{Arguments, Failed, Trial};

use crate::access::{contract, identity, machine_client, remembered_caller};
use crate::base::referee;
use crate::clauses::{awards, contents, criteria, organising, purpose, recipients, solutions};
use crate::edge::{
    abuse, connection, crash, examples, faults, housekeeping, input, list_workbook, main_job, permissions, plan,
    plan_package, race, rehearsal, roster, stored, wire,
};
use crate::honours::{
    certificate, commendation_change, commendation_round, correction, decision_number, higher_proposal, integrity,
    neighbours, nomination, objection, regime, theme,
};
use crate::integration::{notice, webhook};
use crate::oversight::{
    difficulty, dimension_tally, guidance, inspection, media_item, mobilisation, practice, synthesis,
};
use crate::papers::{paper_file, signature, takedown};
use crate::planning::{assessment, by_package, campaign, cycle, from_nothing, group, official, rebinding, tree_set};
use crate::printing::{bundle, paper, places};
use crate::privacy::{personal, retention};
use crate::registry::{level, organisation, public_unit, work_year};
use crate::reporting::{bulk, check, evidence, import, receipt, reminder, report, review, table_file, tree_receipt};
use crate::results::{board_page, change, formats, page_cache, publication, register, role_model, search, trend};

/// What stories use: a service, its clients, a world of data, and the referee that checks every answer.
mod base {
    pub(crate) mod client;
    pub(crate) mod referee;
    pub(crate) mod service;
    pub(crate) mod world;
}
/// Accounts, machine clients and their rights.
mod access {
    pub(crate) mod contract;
    pub(crate) mod identity;
    pub(crate) mod machine_client;
    pub(crate) mod remembered_caller;
}
/// Units and working years.
mod registry {
    pub(crate) mod level;
    pub(crate) mod organisation;
    pub(crate) mod public_unit;
    pub(crate) mod work_year;
}
/// Criteria sets, and what they require.
mod planning {
    pub(crate) mod assessment;
    pub(crate) mod campaign;
    pub(crate) mod cycle;
    pub(crate) mod group;
    pub(crate) mod by_package;
    pub(crate) mod from_nothing;
    pub(crate) mod tree_set;
    pub(crate) mod official;
    pub(crate) mod rebinding;
}
/// From a draft to a final score.
mod reporting {
    pub(crate) mod check;
    pub(crate) mod evidence;
    pub(crate) mod import;
    pub(crate) mod receipt;
    pub(crate) mod tree_receipt;
    pub(crate) mod reminder;
    pub(crate) mod report;
    pub(crate) mod review;
    pub(crate) mod bulk;
    pub(crate) mod table_file;
}
/// Public results.
mod results {
    pub(crate) mod board_page;
    pub(crate) mod change;
    pub(crate) mod formats;
    pub(crate) mod page_cache;
    pub(crate) mod publication;
    pub(crate) mod register;
    pub(crate) mod role_model;
    pub(crate) mod search;
    pub(crate) mod trend;
}
/// The bytes of papers, and what signatures were found in them.
mod papers {
    pub(crate) mod paper_file;
    pub(crate) mod signature;
    pub(crate) mod takedown;
}
/// What the agencies do beside measuring and commending.
mod oversight {
    pub(crate) mod difficulty;
    pub(crate) mod synthesis;
    pub(crate) mod inspection;
    pub(crate) mod practice;
    pub(crate) mod media_item;
    pub(crate) mod guidance;
    pub(crate) mod mobilisation;
    pub(crate) mod dimension_tally;
}
/// Papers to print.
mod printing {
    pub(crate) mod bundle;
    pub(crate) mod paper;
    pub(crate) mod places;
}
/// Webhooks to other systems.
mod integration {
    pub(crate) mod notice;
    pub(crate) mod webhook;
    pub(crate) mod webhook_receiver;
}
/// From nomination to award and the records that follow it.
mod honours {
    pub(crate) mod certificate;
    pub(crate) mod commendation_change;
    pub(crate) mod correction;
    pub(crate) mod decision_number;
    pub(crate) mod commendation_round;
    pub(crate) mod neighbours;
    pub(crate) mod higher_proposal;
    pub(crate) mod integrity;
    pub(crate) mod nomination;
    pub(crate) mod objection;
    pub(crate) mod regime;
    pub(crate) mod theme;
}
/// Personal data.
mod privacy {
    pub(crate) mod personal;
    pub(crate) mod retention;
}
/// The plan of the province, clause by clause, in its own time (`docs/plan-clauses.md`). Its folder is `plan`, a name that
/// the loading of packages has here.
#[path = "plan"]
mod clauses {
    pub(crate) mod province;
    pub(crate) mod purpose;
    pub(crate) mod contents;
    pub(crate) mod solutions;
    pub(crate) mod criteria;
    pub(crate) mod awards;
    pub(crate) mod organising;
    pub(crate) mod recipients;
}
/// The service as a whole: hostile input, crashes, every operation.
mod edge {
    pub(crate) mod abuse;
    pub(crate) mod connection;
    pub(crate) mod crash;
    pub(crate) mod examples;
    pub(crate) mod honours_examples;
    pub(crate) mod oversight_examples;
    pub(crate) mod faults;
    pub(crate) mod housekeeping;
    pub(crate) mod input;
    pub(crate) mod list_workbook;
    pub(crate) mod main_job;
    pub(crate) mod permission_bodies;
    pub(crate) mod permissions;
    pub(crate) mod plan;
    pub(crate) mod plan_package;
    pub(crate) mod roster;
    pub(crate) mod rehearsal;
    pub(crate) mod race;
    pub(crate) mod replay;
    pub(crate) mod stored;
    pub(crate) mod wire;
}

type Running = Pin<Box<dyn Future<Output = ()>>>;
type Story = (&'static str, fn(Engine) -> Running);

/// Names each story after its function.
macro_rules! stories {
    ($($module:ident::$name:ident),+ $(,)?) => {
        vec![$({
            let story: fn(Engine) -> Running = |engine| Box::pin($module::$name(engine));
            (concat!(stringify!($module), "::", stringify!($name)), story)
        }),+]
    };
}

fn main() {
    // The service under test looks at signatures in a process of its own binary, which is this one.
    if let Some(done) = api::checked_signatures() {
        std::process::exit(i32::from(!done));
    }
    if crash::is_the_victim() {
        return crash::serve();
    }
    let stories: Vec<Story> = stories![
        referee::what_the_contract_does_not_say_is_found,
        examples::every_example_is_taken_by_the_service,
        main_job::the_whole_chain_runs_once,
        purpose::clause_preamble_the_movement_rests_on_two_documents_and_bears_its_slogan,
        purpose::clause_i_1_everybody_is_told_and_takes_part,
        purpose::clause_i_1_every_unit_answers_for_its_tasks,
        purpose::clause_i_1_examples_are_commended_and_spread,
        purpose::clause_i_2_the_movement_reaches_from_the_province_to_the_grassroots,
        purpose::clause_i_2_units_make_plans_of_their_own,
        purpose::clause_i_2_heads_answer_and_are_urged_and_inspected,
        purpose::clause_i_2_the_movement_is_assessed_every_year_and_reviewed_after_five,
        purpose::clause_i_2_commendation_is_democratic_exact_public_and_timely,
        contents::clause_ii_1_collectives_and_individuals_compete,
        contents::clause_ii_1_every_kind_of_unit_is_measured_by_what_it_does,
        contents::clause_ii_2_nine_contents_say_what_everything_serves,
        contents::clause_ii_2_six_fields_have_priority,
        solutions::clause_iii_1_units_tell_everybody_by_the_motto,
        solutions::clause_iii_2_the_press_opens_columns_and_finds_examples,
        solutions::clause_iii_3_good_practices_are_found_and_spread,
        criteria::clause_iv_1_a_provincial_units_are_measured_by_five_ratios,
        criteria::clause_iv_1_b_districts_are_measured_by_three_ratios,
        criteria::clause_iv_1_c_communes_are_measured_by_four_ratios,
        criteria::clause_iv_1_d_enterprises_are_judged_by_their_field,
        criteria::clause_iv_1_dd_individuals_are_judged_by_their_group,
        awards::clause_iv_2_a_the_chair_gives_bang_khen_and_heads_give_giay_khen,
        awards::clause_iv_2_b_commendation_rests_on_results_and_on_the_law,
        awards::clause_iv_2_c_every_year_units_nominate_their_best,
        awards::clause_iv_2_c_at_reviews_both_agencies_select,
        awards::clause_iv_2_d_heads_give_giay_khen_to_their_own,
        awards::clause_iv_3_dossiers_have_the_papers_of_the_law_and_of_the_plan,
        awards::clause_iv_3_dossiers_go_to_both_agencies_and_then_to_the_chair,
        organising::clause_v_1_the_standing_agency_guides_everybody,
        organising::clause_v_1_urgent_commendation_is_proposed_at_once,
        organising::clause_v_1_examples_are_built_with_the_department_of_home_affairs,
        organising::clause_v_1_criteria_of_assessment_are_drawn_up_and_issued,
        organising::clause_v_1_the_year_is_reported_before_10_december_through_home_affairs,
        organising::clause_v_2_home_affairs_inspects_and_appraises,
        organising::clause_v_3_the_front_and_the_unions_record_mobilisation,
        organising::clause_v_4_heads_issue_their_document_and_report_every_year,
        organising::clause_v_5_radio_and_newspaper_tell_of_the_movement,
        recipients::clause_closing_difficulties_go_to_either_agency_and_to_the_province,
        recipients::clause_recipients_the_plan_is_launched_with_its_signer_and_recipients,
        campaign::m01_a_movement_is_drafted_launched_amended_and_concluded,
        campaign::m02_a_second_movement_runs_beside_the_first_and_is_not_seen_from_there,
        by_package::m02_m03_m08_m10_a_province_begins_with_a_package_and_runs_two_movements,
        from_nothing::m01_m03_m07_a_province_begins_with_nothing_and_runs_a_year_over_http,
        report::s02_s05_s06_l20_a_submission_names_everything_that_is_missing,
        report::s07_s08_s09_a_department_refers_to_its_list_and_a_mass_organisation_is_not_asked,
        report::s04_l24_the_scorecard_says_how_every_point_came_about,
        report::l22_verified_figures_that_differ_need_a_reason_and_stay_hidden_until_final,
        report::l29_counts_that_cannot_be_right_are_refused_on_saving,
        report::l40_of_ten_writers_with_one_tag_exactly_one_wins,
        report::l41_the_same_key_ten_times_at_once_makes_one_report,
        report::s27_s17_a_cycle_opens_with_a_due_date_before_10_december,
        report::l30_a_closed_unit_owes_no_report_for_a_later_cycle,
        report::s30_the_appraisal_agency_reads_reports_and_edits_nothing,
        report::found_b2_l30_a_unit_from_after_the_period_has_no_place_in_the_cycle,
        report::found_b12_l30_people_of_a_closed_unit_finish_what_its_life_covers,
        report::found_b18_l37_a_note_is_in_the_trail_with_its_old_text,
        report::found_c16_a_list_of_reports_names_units_and_cycles,
        public_unit::found_e3_l32_the_public_reads_units_with_code_parent_and_life,
        public_unit::found_c14_e3_a_board_says_which_unit_it_means_in_every_format,
        public_unit::found_b19_a_day_with_a_digit_less_is_refused_with_its_reason,
        public_unit::found_e10_l34_no_function_of_a_dissolved_agency_is_given,
        assessment::found_b15_s27_an_extension_granted_after_the_filing_counts,
        review::found_b3_l19_what_is_recorded_anew_is_accepted_anew,
        assessment::s24_l26_l28_a_set_is_checked_bound_and_never_changed_again,
        cycle::s16_s17_a_review_runs_from_its_document_to_an_award,
        cycle::s01_m09_a_cycle_is_planned_closed_or_cancelled,
        cycle::m04_an_open_cycle_is_amended_and_nothing_changes_for_what_was_filed,
        rebinding::m04_a_group_follows_a_later_set_until_one_of_it_has_filed,
        rebinding::m04_a_report_that_begins_meanwhile_has_the_set_of_its_group,
        cycle::m09_a_submission_and_the_end_of_its_cycle_are_one_after_the_other,
        group::m03_groups_are_entered_and_corrected_until_a_cycle_uses_them,
        group::m03_a_cycle_of_clusters_runs_from_its_partition_to_its_boards,
        group::m03_a_unit_founded_in_an_open_cycle_is_placed,
        group::m03_a_cycle_without_groups_has_the_groups_of_its_levels,
        group::m03_a_unit_that_is_entered_while_a_cycle_opens_is_not_lost,
        assessment::l22_l23_l27_a_unit_sees_contests_and_gets_an_answer_before_its_score_is_final,
        assessment::s27_extensions_are_a_ledger_and_the_due_date_stays,
        reminder::s27_units_are_reminded_on_planned_days_until_they_hand_in,
        reminder::s27_l40_a_reminder_plan_is_the_standing_agencys,
        reminder::found_a11_due_reports_read_no_reports,
        assessment::a_filing_leaves_a_receipt_and_says_what_changed,
        assessment::a_correction_is_a_further_release_and_the_old_one_stays,
        assessment::a_simulation_moves_nobody_unless_the_set_changes,
        assessment::s28_units_without_an_implementing_document_are_listed,
        assessment::an_unlikely_figure_wants_a_note_and_last_year_is_suggested,
        evidence::l21_l35_a_file_is_kept_by_its_hash_under_its_own_name_or_refused_with_a_reason,
        evidence::found_e7_a_file_that_the_service_lost_is_its_own_fault,
        evidence::a_replaced_file_leaves_a_tombstone_and_a_receipt_names_every_hash,
        evidence::an_upload_that_breaks_off_or_is_too_large_leaves_nothing,
        evidence::found_b4_d_07_l35_no_stamped_document_and_no_macro_is_kept,
        evidence::found_l35_what_is_taken_down_does_not_come_back_with_an_upload_of_the_same_moment,
        evidence::l35_a_file_taken_down_is_gone_for_everybody_and_not_taken_again,
        evidence::nothing_is_kept_that_the_scanner_has_not_called_clean,
        import::l29_l41_a_source_system_fills_in_figures_by_the_units_codes,
        import::a_template_goes_down_is_filled_in_and_comes_up_again,
        table_file::found_d_each_file_of_an_office_ends_in_its_rows_or_in_a_refusal_that_helps,
        table_file::found_d_each_fixture_ends_as_it_should,
        table_file::found_c14_a_unit_is_named_by_its_code_or_its_identifier_and_a_lost_zero_is_guessed,
        table_file::found_d_a_template_saved_as_csv_has_the_rows_of_units_and_no_others,
        import::a_hostile_file_is_refused_and_nothing_of_it_is_stored,
        import::an_import_that_was_answered_is_done_before_the_service_stops,
        review::l19_l22_a_panel_scores_blind_one_stands_aside_and_a_second_person_accepts,
        regime::l39_of_many_regimes_over_the_same_days_one_is_entered,
        regime::l39_a_regime_that_is_wrong_is_refused_where_it_is_wrong,
        work_year::l43_found_e11_working_days_are_counted_by_years_that_were_entered,
        receipt::s04_l24_l26_l27_every_score_can_be_computed_again_by_outsiders,
        tree_receipt::m06_m07_every_score_by_a_tree_can_be_computed_again_by_outsiders,
        tree_set::m06_m07_a_tree_goes_from_its_entry_to_a_board_that_anybody_computes_again,
        tree_set::m06_m07_a_tree_that_cannot_be_scored_is_refused_with_its_place,
        tree_set::l22_l24_l27_l29_figures_of_a_tree_are_held_to_its_bounds,
        tree_set::l29_s24_a_tree_has_a_template_an_import_and_a_simulation,
        official::m05_s17_a_final_review_is_computed_from_the_years,
        official::m05_growth_is_measured_against_the_year_before,
        check::l22_an_agency_finds_the_values_of_its_criteria_and_the_verification_takes_them_over,
        check::m03_the_head_of_a_group_gives_an_opinion_that_changes_no_figure,
        check::l24_criteria_are_left_out_for_a_named_unit_and_the_rest_takes_over_their_points,
        bulk::l19_l23_many_reports_are_finalised_in_one_call,
        bulk::s27_many_requests_for_more_time_are_decided_in_one_call,
        rehearsal::m01_m10_a_rehearsal_is_marked_on_everything_that_it_shows,
        roster::l33_l37_m10_units_are_entered_in_one_list_or_not_at_all,
        roster::l41_people_are_entered_in_one_list_and_their_codes_come_out_once,
        publication::s24_l28_only_issued_sets_carry_a_board_and_an_issued_set_never_changes,
        publication::s29_nothing_unpublished_is_reachable_and_what_is_public_never_changes,
        publication::l25_ties_share_a_rank,
        publication::s29_a_correction_names_what_changed_and_no_old_byte_moves,
        publication::l25_s27_a_board_has_parts_and_a_summary,
        page_cache::s29_a_page_is_the_same_bytes_in_every_coding_and_at_every_asking,
        page_cache::what_is_at_hand_refuses_what_the_database_would_refuse,
        page_cache::s29_every_replica_shows_a_release_within_a_second_and_whole,
        page_cache::l25_a_board_is_read_a_page_at_a_time_and_no_row_twice,
        register::s27_s29_l36_a_release_tells_who_filed_when_and_nothing_of_what_is_not_public,
        register::s29_a_register_is_a_table_too_and_older_releases_have_none,
        change::s29_a_follower_is_told_exactly_what_a_release_changed,
        change::l17_l18_an_award_comes_with_its_decision_and_goes_with_its_revocation,
        change::l36_a_list_of_nominees_is_told_of_without_names,
        change::of_many_writers_at_once_a_follower_misses_nothing,
        formats::s29_a_board_says_the_same_in_every_format,
        formats::s29_l36_feeds_and_catalogues_know_what_is_public_and_no_person,
        formats::found_c13_the_catalogue_lists_every_release_with_what_the_operator_says,
        board_page::the_page_is_three_files_that_ask_only_the_public_api,
        board_page::l25_s29_a_browser_shows_what_was_published_and_asks_nobody_else,
        nomination::s12_s15_s20_l05_a_dossier_is_complete_before_it_travels,
        nomination::s13_s21_s22_s23_no_step_is_skipped_and_every_answer_says_why,
        nomination::s14_a_giay_khen_is_recorded_by_the_head_for_his_own_people,
        nomination::l13_l17_a_decision_is_numbered_once_and_never_edited,
        nomination::s23_l01_l18_every_dossier_that_hinders_a_decision_is_named,
        nomination::l19_nobody_takes_two_seats_in_one_dossier,
        nomination::l36_the_public_sees_name_unit_award_and_decision_only,
        nomination::l42_a_withdrawn_subject_may_be_nominated_again,
        nomination::one_of_many_simultaneous_deciders_wins,
        personal::l36_an_identity_number_is_shown_masked_and_read_in_full_for_a_purpose,
        personal::l36_an_identity_number_is_found_nowhere_in_clear,
        personal::l36_who_nominated_the_same_person_is_told_to_no_unit,
        personal::l36_u07_a_dossier_rewritten_for_another_person_loses_the_number,
        personal::l36_an_hour_has_thirty_reveals_for_one_person,
        personal::l36_what_was_erased_is_gone_and_what_the_law_keeps_stays,
        personal::nothing_starts_with_keys_that_are_exposed_or_gone,
        personal::l04_l36_numbers_are_put_under_newer_keys_and_older_ones_may_go,
        retention::l36_a_rule_is_set_under_a_document_and_ended_again,
        retention::l36_a_run_erases_what_was_kept_long_enough_and_nothing_else,
        integrity::l01_what_bars_a_subject_is_recorded_closed_and_unknown_to_units,
        integrity::l02_a_discipline_is_recorded_and_unknown_to_units,
        objection::l36_l43_the_chair_sees_nobody_before_objections_are_settled,
        objection::found_b20_l36_a_notice_for_official_use_keeps_number_and_title_to_itself,
        objection::l40_an_objection_and_a_presentation_do_not_pass_each_other,
        objection::a_nominee_is_asked_and_speaks_for_himself,
        commendation_round::l14_l15_l39_prizes_follow_what_was_entered,
        commendation_round::s16_s17_s18_s19_l06_the_standing_agency_selects,
        commendation_round::l07_l08_s10_s11_a_dossier_is_checked_before_it_travels,
        commendation_round::l01_l02_l03_l04_s35_a_barred_dossier_does_not_move,
        commendation_round::l09_l10_l11_l12_l43_an_appraisal_has_its_clock_and_its_votes,
        commendation_round::l17_s34_a_decision_is_looked_at_before_and_corrected_after,
        commendation_round::s34_two_at_once_do_not_pass_a_quota_that_blocks,
        theme::l03_m02_movements_of_one_theme_commend_an_achievement_once,
        neighbours::found_b6_two_people_whose_names_differ_in_a_tone_are_both_nominated,
        neighbours::found_b6_an_identity_number_decides_who_is_who,
        neighbours::found_b7_a_clock_that_reaches_an_unknown_year_spoils_no_list,
        neighbours::found_b14_a_missing_prize_is_warned_of_and_filled_later,
        neighbours::found_a11_lists_of_honours_carry_counts_and_addresses,
        neighbours::found_b12_a_closed_units_people_begin_nothing_new,
        neighbours::found_e5_a_nomination_has_one_shape_and_b19_its_days_a_frame,
        neighbours::found_law_a_household_is_nominated,
        neighbours::found_b5_an_entry_follows_a_merger,
        neighbours::found_b9_there_is_always_an_administrator_who_can_act,
        certificate::l36_a_certificate_is_issued_once_and_checked_by_anybody,
        certificate::many_who_issue_at_once_issue_one_certificate_for_each_award,
        certificate::one_changed_letter_fails_and_a_page_tells_people,
        certificate::l18_a_revoked_award_leaves_the_public_list_and_stays_in_history,
        certificate::l18_an_award_is_revoked_once_however_many_try,
        decision_number::l13_a_number_names_one_paper_whether_it_grants_or_revokes,
        decision_number::l13_of_two_papers_at_once_one_has_the_number,
        decision_number::l13_numbers_of_before_are_taken_by_the_papers_that_bear_them,
        correction::p06_a_correcting_decision_changes_award_list_and_certificate,
        correction::p06_l18_l19_who_corrects_what_and_when,
        correction::l18_p06_a_correction_of_an_award_that_was_revoked_before_stays_outside_of_the_public,
        correction::l18_p06_a_correction_that_was_public_outlives_the_revocation,
        correction::p06_of_two_corrections_at_once_one_is_made,
        correction::p06_l03_a_corrected_award_bars_under_its_corrected_name,
        correction::p06_l14_a_prize_is_corrected_for_its_day,
        correction::p06_a_golden_book_goes_on_from_paper,
        commendation_change::p06_s14_a_giay_khen_is_certified_corrected_and_withdrawn,
        commendation_change::p06_l40_neighbours_of_a_corrected_giay_khen,
        commendation_change::p06_of_two_corrections_of_a_giay_khen_at_once_one_is_made,
        certificate::l38_a_complaint_shows_internally_and_changes_nothing_public,
        certificate::l16_l18_l31_a_record_holds_every_award_of_unit_and_person,
        higher_proposal::l18_l21_an_award_is_proposed_higher_and_ends_once,
        higher_proposal::of_many_proposals_at_once_one_is_registered,
        higher_proposal::l16_l31_a_higher_award_stands_in_the_record,
        identity::the_first_administrator_has_no_default_password,
        identity::a_token_ends_with_its_session_its_time_and_its_account,
        identity::l34_a_function_passed_on_takes_its_people_with_it,
        remembered_caller::l34_a_read_sees_within_two_seconds_what_ended_elsewhere,
        remembered_caller::l34_s27_a_write_rests_on_nothing_that_changed_elsewhere,
        identity::l37_every_change_has_its_audit_entry,
        identity::guesses_are_limited,
        machine_client::a_token_is_given_for_a_secret_in_the_words_of_rfc_6749,
        machine_client::s30_l37_a_client_does_what_its_scopes_hold_under_its_own_name,
        machine_client::what_is_suspended_revoked_or_over_stops_at_once,
        machine_client::a_secret_is_found_nowhere_once_it_was_shown,
        notice::p04_l41_whoever_must_act_is_told_once,
        notice::p04_s27_reminders_come_on_their_day_and_follow_an_extension,
        notice::p04_read_marks_belong_to_an_account,
        notice::p04_who_gets_a_role_sees_what_stands_and_who_loses_it_nothing_more,
        notice::p04_l36_a_notice_names_nobody,
        notice::p04_l11_a_unit_is_told_what_became_of_its_dossiers,
        notice::p04_the_work_of_the_agencies_is_told,
        notice::p04_l36_notices_are_sent_to_the_units_own_client_alone,
        notice::p04_l36_an_administrator_stops_the_endpoint_of_notices_and_does_not_direct_it,
        webhook::s29_l36_a_change_is_told_signed_and_names_nobody,
        webhook::what_fails_is_sent_again_under_the_same_name_until_it_is_heard,
        webhook::a_receiver_that_never_answers_slows_nobody_else,
        webhook::a_hostile_answer_costs_nothing,
        webhook::nobody_is_called_whom_we_may_not_call,
        webhook::a_secret_is_changed_without_a_break_and_an_address_is_proven_anew,
        trend::l25_m03_a_trend_stops_where_units_were_grouped_anew,
        difficulty::s31_a_difficulty_goes_from_the_unit_over_both_agencies_to_the_province,
        difficulty::s31_an_answer_that_is_late_is_on_the_list_of_overdue_ones,
        difficulty::s31_a_digest_is_public_without_names_and_withdrawn_everywhere,
        synthesis::p01_s25_s26_a_year_is_reported_to_the_province_through_the_appraisal_agency,
        synthesis::p01_l40_of_two_who_write_at_once_one_writes,
        paper::l13_l14_l36_a_decision_is_printed_for_its_readers_alone,
        paper::p06_l13_a_correcting_decision_says_what_it_corrects,
        paper::l36_a_program_that_fails_is_no_fault_of_the_paper,
        paper::s14_m10_a_giay_khen_says_where_it_was_given,
        paper::l07_s15_a_letter_lists_the_nominees_under_it,
        paper::l07_l44_s14_lines_of_an_achievement_stay_apart_on_paper,
        paper::l09_s25_s26_minutes_and_reports_are_printed,
        paper::l11_l36_s14_papers_are_whole_files,
        paper::m10_a_plan_brings_templates_that_use_known_values_only,
        bundle::p05_l07_l35_l36_a_dossier_is_taken_whole,
        bundle::p05_l07_l35_a_bundle_shows_one_moment_or_is_refused,
        bundle::l13_l18_a_decision_is_taken_with_its_dossiers,
        bundle::l17_p06_a_corrected_decision_says_so_in_its_bundle,
        bundle::l11_a_refused_dossier_is_taken_with_its_notice,
        bundle::l36_l40_an_archive_package_bears_its_term,
        bundle::found_l36_a_letter_that_cannot_be_set_keeps_no_dossier_out_of_the_archive,
        bundle::the_checker_of_bundles_finds_planted_faults,
        places::p05_bundles_that_one_account_does_not_read_keep_nobody_else_from_theirs,
        places::p05_l36_clients_that_have_hung_up_keep_nobody_waiting,
        places::p05_l36_one_account_does_not_take_all_places_where_papers_are_made,
        inspection::s30_p02_a_year_goes_from_the_plan_to_the_accepted_answer,
        inspection::s30_a_unit_sees_nothing_before_the_notice_and_the_other_agency_changes_nothing,
        inspection::p02_a_finding_is_settled_as_corrected_only_after_its_report_was_put_right,
        inspection::p02_l34_an_answer_that_is_late_is_on_a_list_and_an_ended_unit_gives_none,
        practice::p03_s32_a_practice_goes_over_both_agencies_to_a_role_model_that_others_adopt,
        practice::p03_l19_a_practice_is_returned_declined_or_withdrawn_and_reviewed_by_two_people,
        practice::p03_an_adoption_is_of_another_unit_once_at_a_time_with_sound_figures,
        practice::p03_l41_of_two_adoptions_at_once_one_is_kept_and_a_repeated_one_is_the_same,
        media_item::l36_what_the_press_publishes_is_public_at_once_and_withdrawn_everywhere,
        media_item::l34_a_press_agency_reads_what_is_public_and_several_may_be_one,
        guidance::v1_guidance_goes_to_its_recipients_who_acknowledge_each_for_themselves,
        guidance::v1_l34_what_is_not_acknowledged_in_time_is_on_the_list_of_overdue_ones,
        guidance::v1_two_units_acknowledge_at_once_and_one_unit_once,
        guidance::v1_public_guidance_is_replaced_and_withdrawn_everywhere,
        mobilisation::v3_what_units_do_is_recorded_corrected_and_withdrawn,
        mobilisation::v3_sums_are_exact_and_count_each_unit_once,
        dimension_tally::ii_2_a_cycle_is_counted_by_content_and_field_inside_and_in_public,
        dimension_tally::s24_l28_a_set_says_what_its_criteria_belong_to,
        dimension_tally::p01_a_synthesis_report_tells_results_by_content_and_field,
        role_model::s32_a_role_model_is_public_named_jointly_and_withdrawn_everywhere,
        webhook::two_processes_tell_each_change_once,
        webhook::what_a_killed_process_was_sending_is_sent_again,
        contract::what_goes_says_since_when_until_when_and_what_comes_in_its_place,
        contract::a_client_reads_what_came_after_its_pin_and_what_it_still_rests_on,
        contract::in_the_preview_what_goes_is_gone_and_nobody_else_misses_it,
        contract::the_versions_are_public_and_begin_where_one_says,
        contract::the_contract_is_served_as_it_is_committed_in_every_coding_and_not_twice,
        input::every_malformed_request_is_a_problem_that_names_the_field,
        input::every_limit_of_the_wire_is_a_problem,
        input::lists_are_paged_and_cursors_belong_to_their_list,
        housekeeping::found_a13_the_outcomes_of_rows_are_deleted_ninety_days_after_their_import,
        stored::found_a4_what_each_version_stored_is_read,
        stored::m03_units_that_owed_a_report_became_participants,
        stored::published_pages_keep_their_bytes,
        input::found_a6_e2_every_line_of_a_request_names_its_trace,
        wire::found_b4_l29_l35_levels_in_reasons_and_points_of_thousands_are_refused,
        wire::found_c1_an_imported_address_is_http_or_https,
        wire::found_c1_a_stored_address_of_another_kind_is_left_out,
        wire::found_c2_an_array_passes_as_no_object_at_any_depth,
        wire::found_c3_every_place_begins_at_the_root_of_the_body,
        wire::found_c4_preconditions_hold_on_what_is_signed_in,
        race::found_c4_l40_who_sent_no_version_is_not_told_of_one,
        race::l17_two_decisions_about_one_nomination_are_one,
        race::found_l18_p06_a_correction_and_the_revocation_of_its_award_are_one_after_the_other,
        race::found_p05_l35_a_step_and_the_takedown_of_its_paper_are_one_after_the_other,
        wire::found_c5_a_sign_out_needs_no_format,
        wire::found_c7_l29_a_whole_number_may_be_written_with_a_point,
        wire::found_c17_a_path_and_a_name_have_one_reading,
        wire::found_e1_every_rule_is_explained,
        wire::found_e4_everything_wrong_is_told_at_once_and_by_name,
        wire::found_e8_missing_forged_and_expired_tokens_have_codes_of_their_own,
        wire::found_c21_e10_no_secret_is_kept_with_a_key,
        wire::found_c20_failed_sign_ins_are_in_the_trail,
        wire::found_c20_wrong_codes_and_secrets_are_in_the_trail,
        abuse::absurd_questions_are_refused_by_name,
        abuse::found_c6_public_addresses_ignore_a_token,
        abuse::forged_headers_change_no_answer,
        abuse::no_address_passes_for_a_file,
        abuse::what_needs_a_token_is_kept_by_nobody,
        abuse::head_answers_like_get_without_a_body,
        abuse::broken_http_ends_and_the_service_goes_on,
        abuse::slow_connections_are_ended_and_keep_nobody_waiting,
        connection::found_a7_the_head_of_a_second_request_has_its_time_too,
        connection::found_a7_health_is_answered_beside_busy_connections_and_nothing_else_is,
        abuse::an_allowance_is_told_and_one_client_does_not_use_up_anothers,
        abuse::who_is_no_trusted_proxy_speaks_for_nobody,
        abuse::pages_of_other_origins_read_what_is_public,
        search::l44_l36_public_awards_are_found_by_recipient_and_unit,
        search::l44_nominations_giay_khen_and_accounts_are_found_within_what_one_may_see,
        search::l44_what_was_there_before_is_found_as_well,
        list_workbook::s29_a_public_list_is_a_workbook_for_whoever_prefers_it,
        list_workbook::s31_a_workbook_has_the_rows_that_its_reader_may_see_and_all_of_them,
        list_workbook::s29_l37_codes_stand_behind_their_vietnamese_names,
        list_workbook::a_page_that_fails_in_the_middle_is_a_problem_and_no_file,
        list_workbook::every_list_is_a_workbook_with_the_rows_of_its_pages,
        paper_file::p05_l07_a_replaced_paper_keeps_its_earlier_versions,
        paper_file::p05_a_dossier_waits_for_the_bytes_of_each_paper,
        paper_file::p05_l13_papers_are_added_by_those_who_record_them,
        paper_file::l35_a_destroyed_content_is_gone_as_paper_and_as_evidence,
        paper_file::p05_what_was_there_before_is_not_refused_afterwards,
        paper_file::p05_l13_a_mistyped_hash_is_put_right_with_the_upload,
        paper_file::p05_l13_the_size_of_a_declared_file_is_that_of_its_bytes,
        paper_file::l41_the_same_upload_with_the_same_key_makes_one_version,
        paper_file::p05_uploads_that_race_are_numbered_one_after_the_other,
        signature::p05_a_signed_pdf_shows_its_signer_and_an_altered_one_that_it_was_altered,
        signature::a_folder_without_a_root_is_told_of_at_the_start,
        signature::p05_a_signature_is_shown_as_no_more_than_what_vouches_for_it,
        takedown::l35_a_takedown_that_was_cut_short_is_finished,
        takedown::l35_a_download_that_a_takedown_overtakes_is_told_so,
        takedown::p05_l35_a_decision_whose_file_was_taken_down_goes_public_with_another,
        takedown::p05_l35_a_destroyed_paper_of_a_closed_dossier_is_replaced_and_a_kept_one_is_not,
        takedown::p05_l09_l35_minutes_whose_file_was_taken_down_take_another,
        takedown::p04_l35_whose_file_was_destroyed_is_told_to_upload_another,
        takedown::found_l35_the_reason_of_a_takedown_may_name_the_level,
        permissions::every_operation_for_every_role,
        organisation::l30_l31_communes_merge_and_what_they_were_stays,
        organisation::l03_l31_a_renamed_unit_is_the_same_and_what_is_published_stays,
        organisation::l34_a_unit_passes_its_functions_on_before_it_ends,
        organisation::l33_the_registry_is_the_administrators_and_names_what_is_wrong,
        organisation::l33_of_many_who_enter_one_code_one_does,
        level::l31_l33_a_level_is_entered_takes_units_and_ends,
        crash::what_was_acknowledged_survives_a_kill,
        crash::found_a1_nothing_is_acknowledged_that_a_full_disk_did_not_take,
        crash::a_log_that_cannot_be_written_ends_no_request,
        crash::sigterm_finishes_running_work,
        plan::an_empty_installation_begins_with_its_administrator,
        plan::m10_a_package_is_loaded_whole_or_not_at_all,
        plan::m03_m10_a_package_brings_its_groups,
        plan::m07_m10_a_package_brings_sets_that_are_trees,
        plan::m10_a_package_stays_in_its_folder_and_in_its_bounds,
        plan_package::m01_m10_a_package_brings_a_second_movement_as_drafts,
        plan_package::m10_a_movement_is_given_away_and_loaded_again,
        plan_package::m10_every_fault_of_a_package_is_told_with_its_place,
        plan_package::m10_nothing_in_a_package_is_passed_over,
        plan_package::m10_a_file_of_a_word_processor_is_no_template,
        plan_package::l33_m10_a_reused_code_is_given_away_with_its_day,
        plan_package::l30_l31_m10_a_package_brings_the_lineage_of_its_units,
        crash::two_replicas_start_together_on_an_empty_database,
        crash::a_restart_keeps_everything_and_the_demonstration_is_loaded_once,
    ];
    // Only where they were asked for: they mount file systems, and take their time.
    let stories: Vec<Story> = if faults::asked().is_none() {
        stories
    } else {
        stories![
            faults::a_full_disk,
            faults::failing_writes,
            faults::a_killed_process,
            faults::a_clock_set_back,
            faults::a_lock_of_somebody_else,
            faults::ended_sessions,
            faults::a_stopped_server,
            faults::too_few_connections,
        ]
    };
    let arguments = Arguments::from_args();
    let engines = if arguments.list { vec![Engine::Sqlite, Engine::Postgres] } else { e2e::engines() };
    let trials = engines.into_iter().flat_map(|engine| {
        stories.clone().into_iter().map(move |(name, story)| {
            Trial::test(format!("{}::{name}", engine.word()), move || {
                let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
                runtime.block_on(story(engine));
                Ok::<(), Failed>(())
            })
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
