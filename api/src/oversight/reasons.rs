//! Every reason of this room, by its code: what a body names and is not there.

domain::reasons! {
    /// A media item names an award that does not exist or is not public.
    award_not_public() = "AWARD_NOT_PUBLIC",
        "Không có khen thưởng công khai này.",
        "There is no such public award.";
    /// An inspection names a plan that does not exist.
    inspection_plan_unknown() = "INSPECTION_PLAN_UNKNOWN",
        "Không có kế hoạch kiểm tra này.",
        "There is no such plan of inspections.";
    /// An adoption or a media item names a role model that does not exist.
    role_model_unknown() = "ROLE_MODEL_UNKNOWN",
        "Không có điển hình này.",
        "There is no such role model.";
}
